/** A guided tour: two stacks, a connection between them, and networks that change under it. */
module net.vdestack.demo {
    requires jdk.httpserver;
    requires net.vdestack.api;
}
