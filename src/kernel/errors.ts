/**
 * Somebody configured or edited something wrong. The message is the cure, in one or a few sentences;
 * it is printed without a stack and must hold neither secrets nor what a person wrote in a chat.
 */
export class SetupError extends Error {
  override name = 'SetupError'
}
