package net.vdestack.forwarder.vlan;

import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;

/** Which frames pass in one direction, and with what tag they come out. Immutable. */
final class VlanFilter {
    /** What a VLAN becomes that does not pass. */
    static final int NOTHING = -1;

    private final int etherType;
    private final int[] becomes;
    private final DropReason unwanted;

    /**
     * @param etherType what a tag begins with
     * @param becomes what each VLAN becomes: another one, 0 for no tag, or {@link #NOTHING}. That of 0 is for frames
     *     without a tag, and for those whose tag has a priority only
     * @param unwanted why frames do not pass
     */
    VlanFilter(int etherType, int[] becomes, DropReason unwanted) {
        this.etherType = etherType;
        this.becomes = becomes.clone();
        this.unwanted = unwanted;
    }

    /**
     * Appends what a frame becomes to another batch, which has room.
     *
     * @return why it does not pass; null if it does
     */
    DropReason pass(FrameBatch from, int slot, FrameBatch to) {
        int at = from.offset(slot);
        int length = from.length(slot);
        if (length < FrameBatch.MIN_FRAME) {
            return DropReason.RUNT;
        }
        boolean tagged = VlanTag.isTagged(from.memory(), at, etherType);
        if (tagged && length < FrameBatch.MIN_FRAME + VlanTag.SIZE) {
            return DropReason.RUNT;
        }
        int vlan = becomes[tagged ? VlanTag.vlan(from.memory(), at) : 0];
        if (vlan == NOTHING) {
            return unwanted;
        }
        int copied = length - (tagged ? VlanTag.SIZE : 0) + (vlan != 0 ? VlanTag.SIZE : 0);
        if (copied > FrameBatch.MAX_FRAME) {
            return DropReason.OVERSIZE;
        }
        VlanTag.copy(from.memory(), at, length, tagged, to.memory(), to.free(), etherType, vlan);
        to.append(copied);
        return null;
    }
}
