namespace Messenger.Rudp.Sockets;

/// <summary>The upper layer of one connection, kept in <see cref="RudpConnection.Tag"/>. Called on the driver's thread: it must not wait.</summary>
public interface IRudpConnectionHandler
{
    /// <summary>Something happened to the connection; it may be given commands from here.</summary>
    void HandleEvent(RudpConnection connection, RudpEventKind kind, Timestamp now);
}
