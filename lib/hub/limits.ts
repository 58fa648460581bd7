// The limits of the hub. Both sides know them: a member refuses what would break one before anything is
// sent, and the hub cuts off a member that breaks one nevertheless.

/** The most bytes that the topic and the payload of one message may have together. */
export const MAX_MESSAGE_BYTES = 256 * 1024

/** The most bytes that a topic, or a name, may have in UTF-8. */
export const MAX_TOPIC_BYTES = 256

/** The most topics that one member may be subscribed to. */
export const MAX_TOPICS = 1000

/** A hub that says nothing for so long, though it was asked, is taken for dead. */
export const ANSWER_MS = 10_000

/** The most bytes that wait in the hub for one member, and in a member for the hub. */
export const QUEUE_BYTES = 1024 * 1024

/** A connection by which no request has come so long after it was made is closed. */
export const FIRST_REQUEST_MS = 10_000

/** So many connections may be without a request at once; the oldest of them make room. */
export const MAX_STRANGERS = 256

/** Who asks for more than the queue holds, and has not read half of that after so long, is cut off. */
export const UNREAD_MS = 60_000
