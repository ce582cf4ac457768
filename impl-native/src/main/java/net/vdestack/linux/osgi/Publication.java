package net.vdestack.linux.osgi;

/** What others can see of a live stack. Calls the framework and through it anybody: not to be used with a lock held. */
interface Publication {
    /** Shows the stack as it is now. Does nothing once it is withdrawn. */
    void refresh();

    /** Shows it no more. Idempotent. */
    void withdraw();

    /** The stack is closed, and whoever kept something for it can let go of that. */
    void forget();
}
