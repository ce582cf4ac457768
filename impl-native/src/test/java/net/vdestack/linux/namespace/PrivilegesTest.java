package net.vdestack.linux.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.List;
import net.vdestack.api.StackMode;
import org.junit.jupiter.api.Test;

class PrivilegesTest {
    private static final long MACHINES_OWN = 4026531837L;
    private static final long SYS_ADMIN = 1L << 21;
    private static final long NET_ADMIN = 1L << 12;

    private static Privileges of(String effective, long userNamespace) throws IOException {
        return Privileges.of(
                List.of("Name:\tjava", "CapInh:\t0000000000000000", "CapEff:\t" + effective, "CapBnd:\t0"),
                userNamespace);
    }

    @Test
    void readsTheEffectiveCapabilities() throws Exception {
        assertThat(of("0000000000003c00", MACHINES_OWN).capabilities()).isEqualTo(0x3c00);
        assertThat(of("ffffffffffffffff", MACHINES_OWN).capabilities()).isEqualTo(-1);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> Privileges.of(List.of("Name:\tjava"), MACHINES_OWN))
                .withMessageContaining("CapEff");
    }

    @Test
    void isPrivilegedInTheMachinesOwnUserNamespace() throws Exception {
        assertThat(of("000001ffffffffff", MACHINES_OWN).mode()).isEqualTo(StackMode.PRIVILEGED);
    }

    @Test
    void isWrappedInEveryOtherUserNamespace() throws Exception {
        assertThat(of("000001ffffffffff", 4026532177L).mode()).isEqualTo(StackMode.WRAPPED);
    }

    @Test
    void isContentWithTwoCapabilities() {
        assertThatCode(new Privileges(SYS_ADMIN | NET_ADMIN, true)::require).doesNotThrowAnyException();
    }

    @Test
    void saysWhichAreMissingAndHowToGetThem() {
        String remedy = ". Run it as root, give it these capabilities (systemd: AmbientCapabilities=CAP_SYS_ADMIN"
                + " CAP_NET_ADMIN), or start it in a user namespace: with the platform's launcher, or with"
                + " 'unshare --user --map-current-user --keep-caps'";

        refuses(0, "it lacks CAP_SYS_ADMIN and CAP_NET_ADMIN" + remedy);
        refuses(NET_ADMIN, "it lacks CAP_SYS_ADMIN" + remedy);
        refuses(SYS_ADMIN, "it lacks CAP_NET_ADMIN" + remedy);
        refuses(~(SYS_ADMIN | NET_ADMIN), "it lacks CAP_SYS_ADMIN and CAP_NET_ADMIN" + remedy);
    }

    private static void refuses(long capabilities, String end) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(new Privileges(capabilities, true)::require)
                .withMessage("this JVM may not make network namespaces: " + end);
    }

    @Test
    void namesTheNetworkCapabilitiesItHas() {
        assertThat(new Privileges(0x3c00, true).networkCapabilities())
                .containsExactly("net_bind_service", "net_broadcast", "net_admin", "net_raw");
        assertThat(new Privileges(NET_ADMIN | SYS_ADMIN, false).networkCapabilities())
                .containsExactly("net_admin");
        assertThat(new Privileges(0, false).networkCapabilities()).isEmpty();
    }

    @Test
    void shrinksTheBoundingSetOnlyIfItMay() {
        assertThat(new Privileges(1L << 8, true).mayShrinkBoundingSet()).isTrue();
        assertThat(new Privileges(~(1L << 8), true).mayShrinkBoundingSet()).isFalse();
    }
}
