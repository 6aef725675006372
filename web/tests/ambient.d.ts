/** The folder web/, put in by test.mjs: the tests run from a bundle elsewhere. */
declare const WEB_ROOT: string;
