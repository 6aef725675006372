import type { Params } from "../../router";
const Manage = ({ course }: Params) => <p>{course}</p>;
export default Manage;
