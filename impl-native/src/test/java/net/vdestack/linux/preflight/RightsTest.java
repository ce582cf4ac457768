package net.vdestack.linux.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import net.vdestack.api.Preflight.Check;
import net.vdestack.api.Preflight.Status;
import net.vdestack.linux.namespace.Privileges;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RightsTest {
    private static final Privileges ALL = new Privileges(-1L, true);
    private static final Privileges NONE = new Privileges(0, true);
    private static final Privileges WRAPPED = new Privileges(-1L, false);
    private static final long CAP_NET_RAW = 1L << 13;
    private static final long CAP_SYS_CHROOT = 1L << 18;
    private static final long CAP_SETPCAP = 1L << 8;

    @TempDir
    private Path root;

    private FakeMachine fake;

    @BeforeEach
    void make() {
        fake = FakeMachine.ordinary(root);
    }

    private Check check(String name, Privileges privileges, boolean isRoot) {
        return FakeMachine.named(name, new Rights(fake.machine(), privileges, isRoot).checks());
    }

    @Test
    void rootPasses() {
        assertThat(new Rights(fake.machine(), ALL, true).checks())
                .hasSize(3)
                .allSatisfy(
                        check -> assertThat(check.status()).as(check.toString()).isEqualTo(Status.PASS));
        assertThat(check("mode", ALL, true).detail()).isEqualTo("PRIVILEGED");
        assertThat(check("mode", WRAPPED, false).detail()).isEqualTo("WRAPPED");
    }

    @Test
    void whoLacksCapabilitiesReadsWhatHelps() {
        Check mode = check("mode", NONE, false);

        assertThat(mode.status()).isEqualTo(Status.FAIL);
        assertThat(mode.detail()).contains("CAP_SYS_ADMIN and CAP_NET_ADMIN");
        assertThat(mode.remedy().orElseThrow()).contains("AmbientCapabilities", "unshare --user");
        assertThat(check("user-namespaces", NONE, false).status()).isEqualTo(Status.PASS);
    }

    @ParameterizedTest
    @CsvSource({
        "kernel.unprivileged_userns_clone,0,1",
        "user.max_user_namespaces,0,10000",
        "kernel.apparmor_restrict_unprivileged_userns,1,0"
    })
    void findsWhatForbidsUserNamespaces(String setting, String forbidding, String allowing) {
        fake.setting(setting, forbidding);

        Check check = check("user-namespaces", NONE, false);

        assertThat(check.status()).isEqualTo(Status.FAIL);
        assertThat(check.detail()).contains(setting + " = " + forbidding);
        assertThat(check.remedy()).contains("'sysctl " + setting + "=" + allowing + "'");
        for (Privileges able : List.of(ALL, WRAPPED)) {
            assertThat(check("user-namespaces", able, true).status()).isEqualTo(Status.PASS);
        }
        fake.setting(setting, allowing);
        assertThat(check("user-namespaces", NONE, false).status()).isEqualTo(Status.PASS);
    }

    @Test
    void missesCapabilitiesOfCommandsAndSockets() {
        assertThat(check("capabilities", new Privileges(~CAP_SYS_CHROOT, true), false)
                        .detail())
                .contains("CAP_SYS_CHROOT");
        assertThat(check("capabilities", new Privileges(~CAP_SETPCAP, true), true)
                        .detail())
                .contains("CAP_SETPCAP");
        assertThat(check("capabilities", new Privileges(~CAP_SETPCAP, true), false)
                        .status())
                .isEqualTo(Status.PASS);
        Check raw = check("capabilities", new Privileges(~CAP_NET_RAW, true), true);
        assertThat(raw.status()).isEqualTo(Status.WARN);
        assertThat(raw.detail()).startsWith("this JVM lacks CAP_NET_RAW:");
    }
}
