/** Thrown where there are no words for a part; what holds it is written as bytes then. */
export class Unprintable extends Error {}
