/** Why no answers can be made up for a resource; a recording has them. The message is the end of a sentence with `where`. */
export class Unplayable extends Error {
  override readonly name = "Unplayable";
}
