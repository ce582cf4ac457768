package net.vdestack.forwarder.vlan;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.api.forwarding.spi.LocatorParameter;
import net.vdestack.api.forwarding.spi.LocatorParameters;
import net.vdestack.api.forwarding.spi.NestedLocator;

/**
 * What a {@code vlan://} locator says.
 *
 * @param inner the locator of the network that has the VLANs
 * @param outgoing what becomes of the frames that the stack sends
 * @param incoming what becomes of those that come for it
 */
record VlanNetwork(String inner, VlanFilter outgoing, VlanFilter incoming) {
    /** All that there are, with long and short names; the long ones may be cut short. */
    static final List<LocatorParameter> PARAMETERS = List.of(
            LocatorParameter.of("untag", "the stack's VLAN for what has no tag in the network; 0 for none", "0"),
            LocatorParameter.of("u", "short for untag"),
            LocatorParameter.of("tag", "VLANs that keep their tags, with . or : between; 5-7 is 5 here and 7 there"),
            LocatorParameter.of("t", "short for tag"),
            LocatorParameter.of("trunk", "all other VLANs, too, but 1 and 4095; without a value"),
            LocatorParameter.of("x", "short for trunk"),
            LocatorParameter.of("qinq", "tags of type 0x88a8 (IEEE 802.1ad) instead of 0x8100; without a value"),
            LocatorParameter.of("q", "short for qinq"),
            LocatorParameter.of("ad", "the same as qinq"));

    private static final List<String> KEYS = LocatorParameter.keys(PARAMETERS);

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,4}|0[xX][0-9a-fA-F]{1,3}");
    private static final Pattern MAPPING = Pattern.compile("([^-]*)-?(.*)");
    private static final int ETHERTYPE_8021Q = 0x8100;
    private static final int ETHERTYPE_8021AD = 0x88a8;
    private static final int VLANS = 4096;
    /** As libvdeplug has it: 0 is no VLAN, 1 the default one of switches, and 4095 reserved. */
    private static final int FIRST = 2;

    private static final int LAST = 4094;
    /** As the VLAN of untagged frames: none of them. */
    private static final int NO_UNTAGGED = 4095;

    /**
     * Reads a locator.
     *
     * @throws IllegalArgumentException naming the parameter that is not known or not usable
     */
    static VlanNetwork parse(Locator locator) {
        try {
            NestedLocator nested = NestedLocator.parse(locator);
            if (nested.inner().isEmpty()) {
                throw new IllegalArgumentException(
                        "no network inside: write vlan://3{vxvde://224.1.2.3}, with one between the braces");
            }
            Locator.parse(nested.inner());
            return of(parameters(nested.outer()), nested.inner());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("network '" + locator + "': " + e.getMessage(), e);
        }
    }

    /** The plug reads slashes, its manual page says brackets. */
    private static LocatorParameters parameters(Locator outer) {
        return outer.specific().indexOf('[') >= 0
                ? LocatorParameters.parseBrackets(outer, KEYS)
                : LocatorParameters.parse(outer, KEYS);
    }

    private static VlanNetwork of(LocatorParameters parameters, String inner) {
        String first = parameters.address();
        int untagged = first.isEmpty() ? 0 : number(first, "the VLAN of untagged frames, '" + first + "',", 0, 4095);
        String untag = text(parameters, "untag", "u");
        int tagOfUntagged = untag.isEmpty() ? 0 : number(untag, "parameter 'untag=" + untag + "'", 0, LAST);
        int[] outgoing = table(flag(parameters, "trunk", "x"));
        int[] incoming = outgoing.clone();
        String tags = text(parameters, "tag", "t");
        for (String each : tags.split("[.:]", -1)) {
            if (!each.isEmpty()) {
                map(each, outgoing, incoming);
            }
        }
        outgoing[0] = untagged == NO_UNTAGGED || (untagged == 0 && tagOfUntagged != 0) ? VlanFilter.NOTHING : untagged;
        incoming[0] = tagOfUntagged == 0 && untagged != 0 ? VlanFilter.NOTHING : tagOfUntagged;
        if (tagOfUntagged != 0) {
            outgoing[tagOfUntagged] = 0;
        }
        if (untagged != 0 && untagged != NO_UNTAGGED) {
            incoming[untagged] = 0;
        }
        boolean qinq = flag(parameters, "qinq", "q");
        boolean ad = flag(parameters, "ad", "ad");
        int etherType = qinq || ad ? ETHERTYPE_8021AD : ETHERTYPE_8021Q;
        return new VlanNetwork(
                inner,
                new VlanFilter(etherType, outgoing, DropReason.NO_PEER),
                new VlanFilter(etherType, incoming, DropReason.FOREIGN));
    }

    private static int[] table(boolean all) {
        int[] becomes = new int[VLANS];
        Arrays.setAll(becomes, vlan -> all && vlan >= FIRST && vlan <= LAST ? vlan : VlanFilter.NOTHING);
        return becomes;
    }

    /** {@code 5}, or {@code 5-7}: what is 5 to the stack is 7 in the network. */
    private static void map(String text, int[] outgoing, int[] incoming) {
        Matcher mapping = MAPPING.matcher(text);
        mapping.matches();
        String what = "VLAN '" + text + "' of parameter 'tag'";
        int ours = number(mapping.group(1), what, FIRST, LAST);
        int theirs = text.indexOf('-') < 0 ? ours : number(mapping.group(2), what, FIRST, LAST);
        outgoing[ours] = theirs;
        incoming[theirs] = ours;
    }

    private static String text(LocatorParameters parameters, String name, String shortName) {
        return parameters.text(name).or(() -> parameters.text(shortName)).orElse("");
    }

    private static boolean flag(LocatorParameters parameters, String name, String shortName) {
        String value = text(parameters, name, shortName);
        if (!value.isEmpty()) {
            throw new IllegalArgumentException("parameter '" + name + "=" + value + "': takes no value");
        }
        return parameters.has(name) || parameters.has(shortName);
    }

    private static int number(String text, String what, int min, int max) {
        boolean hex = text.startsWith("0x") || text.startsWith("0X");
        if (NUMBER.matcher(text).matches()) {
            int number = hex ? Integer.parseInt(text.substring(2), 16) : Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        }
        throw new IllegalArgumentException(what + " must be a number from " + min + " to " + max);
    }
}
