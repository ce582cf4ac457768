package net.vdestack.api.forwarding.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocatorTest {
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            vxvde://224.1.2.3          | vxvde | 224.1.2.3
            vxvde:///grp=1000          | vxvde | /grp=1000
            vxvde://                   | vxvde | ``
            vde:///tmp/sw[3]           | vde   | /tmp/sw[3]
            agno:///k{vde:///tmp/sw}   | agno  | /k{vde:///tmp/sw}
            cmd://ssh h vde_plug a://b | cmd   | ssh h vde_plug a://b
            =ssh h vde_plug a://b      | cmd   | ssh h vde_plug a://b
            =                          | cmd   | ``
            x2+y.z-w://:///            | x2+y.z-w | :///
            """, delimiter = '|')
    void splitsAtTheFirstSeparator(String text, String scheme, String specific) {
        Locator locator = Locator.parse(text);

        assertThat(locator).isEqualTo(new Locator(scheme, specific));
    }

    @ParameterizedTest
    @ValueSource(strings = {"vxvde://224.1.2.3/port=1%302", "agno:///k[ethtype=copy]{vde:///tmp/sw[3]}", "lan://"})
    void writesWhatItRead(String text) {
        assertThat(Locator.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "demo", "/tmp/sw", "vde:/tmp/sw", "vde//x"})
    void refusesTextWithoutScheme(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Locator.parse(text))
                .withMessageContaining("'" + text + "'")
                .withMessageContaining("scheme");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "VDE", "9p", "v de", " vde", "/tmp/a", "vde\n"})
    void refusesSchemeThatIsNoWordInLowerCase(String scheme) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Locator.parse(scheme + "://x"))
                .withMessageContaining("'" + scheme + "'");
    }

    @Test
    void refusesNoSpecificPart() {
        assertThatNullPointerException().isThrownBy(() -> new Locator("vde", null));
    }
}
