using Messenger.Rudp.Reliability;
using Messenger.Rudp.Wire;

namespace Messenger.Rudp.Lanes;

/// <summary>The four lanes of a connection, and what the fate of a packet means to them.</summary>
internal sealed class LaneSet(IRangeSource? source, IRangeSink? sink, long window)
{
    private bool _windowLost;
    private PacketNumber _windowNumber = PacketNumber.None;

    public DataSender DataOut { get; } = new(source);

    public DataReceiver DataIn { get; } = new(sink, window);

    public MessageSender MessagesOut { get; } = new();

    public MessageReceiver MessagesIn { get; } = new();

    /// <summary>Whether a WINDOW frame is to be sent: new credit, or the newest one was lost.</summary>
    public bool WindowOwed => _windowLost || DataIn.WantsToAnnounce || MessagesIn.WantsToAnnounce;

    public bool IsReady => WindowOwed || MessagesOut.IsReady || DataOut.IsReady;

    /// <summary>The credit that the handshake gave.</summary>
    public void OnParameters(in ParametersFrame parameters)
    {
        DataOut.Limit = parameters.DataWindow;
        MessagesOut.Limit = parameters.MessageWindow;
    }

    public WindowFrame TakeWindow()
    {
        _windowLost = false;
        DataIn.OnAnnounced();
        MessagesIn.OnAnnounced();
        return new(DataIn.Announced, MessagesIn.Announced);
    }

    /// <summary>RUDP-FLOW-5: credit only grows. A WINDOW that was overtaken is old; a newer packet with less is a lie.</summary>
    public RudpReason? Handle(in WindowFrame frame, PacketNumber number)
    {
        if (number < _windowNumber)
            return null;
        _windowNumber = number;
        if (frame.DataLimit < DataOut.Limit || frame.MessageLimit < MessagesOut.Limit)
            return RudpReason.FlowControl;
        DataOut.Limit = frame.DataLimit;
        MessagesOut.Limit = frame.MessageLimit;
        return null;
    }

    /// <summary>Returns whether a refused message may now fit.</summary>
    public bool OnAcknowledged(in SentPacket packet)
    {
        if (packet.DataLength > 0)
            DataOut.OnAcknowledged(packet.DataOffset, packet.DataLength);
        return packet.MessageLength > 0 && MessagesOut.OnAcknowledged(packet.MessageOffset, packet.MessageLength);
    }

    public void OnLost(in SentPacket packet)
    {
        if (packet.DataLength > 0)
            DataOut.OnLost(packet.DataOffset, packet.DataLength);
        if (packet.MessageLength > 0)
            MessagesOut.OnLost(packet.MessageOffset, packet.MessageLength);
        if ((packet.Content & SentContent.Window) != 0)
            _windowLost = true;
    }
}
