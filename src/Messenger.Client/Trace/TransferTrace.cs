using System.Text.Json;
using Messenger.Contracts.Files;
using Messenger.Transfer;

namespace Messenger.Client.Trace;

/// <summary>
/// A record of a transfer as it is seen from this end: a JSON object a line in qlog's vocabulary (draft-ietf-quic-qlog-main-schema), ten samples a second.
/// What cannot be written is left out; a full disk ends the record and not the transfer.
/// </summary>
public sealed class TransferTrace : IDisposable
{
    private readonly Stream _output;
    private readonly TimeProvider _time;
    private readonly long _began;
    private readonly Lock _gate = new();
    private bool _broken;
    private int _datagramSize, _connection;

    /// <summary>Begins the record.</summary>
    /// <param name="output">Takes the lines; closed with the record.</param>
    /// <param name="title">What is transferred, for people.</param>
    /// <param name="time">The clock.</param>
    public TransferTrace(Stream output, string title, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        (_output, _time, _began) = (output, time, time.GetTimestamp());
        Writing = new WaitMeter(time);
        Write(json =>
        {
            json.WriteString("qlog_format", "NDJSON");
            json.WriteString("qlog_version", "0.3");
            json.WriteString("title", title);
            json.WriteStartObject("trace");
            json.WriteStartObject("vantage_point");
            json.WriteString("type", "client");
            json.WriteEndObject();
            json.WriteStartObject("common_fields");
            json.WriteString("time_format", "relative");
            json.WriteNumber("reference_time", time.GetUtcNow().ToUnixTimeMilliseconds());
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    /// <summary>How long the disk, or whoever reads the output, takes for what comes.</summary>
    internal WaitMeter Writing { get; }

    /// <summary>So often a transfer is looked at.</summary>
    internal static TimeSpan Interval { get; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Ends the record.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _broken = true;
            try
            {
                _output.Dispose();
            }
            catch (IOException)
            {
                // What was written is all there is.
            }
        }
    }

    /// <summary>Bytes go this way from now on; what a connection before it still says is passed over.</summary>
    /// <param name="transport">Which way.</param>
    /// <returns>The connection, for what is said of it later.</returns>
    internal int Begin(TransferTransports transport)
    {
        var connection = Interlocked.Increment(ref _connection);
        Event("connectivity:connection_started", json => json.WriteString("transport", transport == TransferTransports.Tcp ? "tcp" : "udp"));
        return connection;
    }

    /// <summary>How it is now.</summary>
    internal void Sample(int connection, TransferControl control) => Sample(connection, control, control.Progress);

    /// <summary>A connection is over.</summary>
    internal void End(int connection, TransferControl control, TransferResult result)
    {
        Sample(connection, control, result.Progress);
        Event("connectivity:connection_closed", json => json.WriteString("trigger", result.End.ToString().ToLowerInvariant()));
    }

    private void Sample(int connection, TransferControl control, EndProgress progress)
    {
        if (connection != Volatile.Read(ref _connection))
            return;
        if (control.Link is { } link)
            Sample(link);
        Event("msgr:progress_updated", json =>
        {
            json.WriteString("state", progress.State.ToString().ToLowerInvariant());
            json.WriteNumber("total_bytes", progress.TotalBytes);
            json.WriteNumber("verified_bytes", progress.VerifiedBytes);
            json.WriteNumber("moved_bytes", progress.MovedBytes);
            json.WriteNumber("silence", Milliseconds(control.Silence));
            json.WriteNumber("write_wait", Milliseconds(Writing.Total));
        });
    }

    private void Sample(in LinkCount link)
    {
        if (link.DatagramSize != _datagramSize && link.DatagramSize > 0)
        {
            var (before, now) = (_datagramSize, link.DatagramSize);
            _datagramSize = now;
            Event("connectivity:mtu_updated", json =>
            {
                if (before > 0)
                    json.WriteNumber("old", before);
                json.WriteNumber("new", now);
            });
        }

        var sample = link;
        Event("recovery:metrics_updated", json =>
        {
            if (sample is { RoundTrip: { } smoothed, LeastRoundTrip: { } least })
            {
                json.WriteNumber("min_rtt", Math.Round(least.TotalMilliseconds, 3));
                json.WriteNumber("smoothed_rtt", Math.Round(smoothed.TotalMilliseconds, 3));
            }

            if (sample.Window > 0)
            {
                json.WriteNumber("congestion_window", sample.Window);
                json.WriteNumber("bytes_in_flight", sample.InFlight);
            }

            json.WriteNumber("packets_sent", sample.Packets);
            json.WriteNumber("packets_lost", sample.Lost);
        });
    }

    private void Event(string name, Action<Utf8JsonWriter> data) => Write(json =>
    {
        json.WriteNumber("time", Milliseconds(_time.GetElapsedTime(_began)));
        json.WriteString("name", name);
        json.WriteStartObject("data");
        data(json);
        json.WriteEndObject();
    });

    private void Write(Action<Utf8JsonWriter> members)
    {
        lock (_gate)
        {
            if (_broken)
                return;
            try
            {
                using var buffer = new MemoryStream();
                using (var json = new Utf8JsonWriter(buffer))
                {
                    json.WriteStartObject();
                    members(json);
                    json.WriteEndObject();
                }

                buffer.WriteByte((byte)'\n');
                _output.Write(buffer.GetBuffer(), 0, (int)buffer.Length);
                _output.Flush();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                _broken = true;
            }
        }
    }

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 1);
}
