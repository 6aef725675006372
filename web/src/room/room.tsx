import type { Params } from "../router";
const Room = ({ session }: Params) => <p>{session}</p>;
export default Room;
