using Messenger.Contracts.Control;
using Messenger.Contracts.Framing;

namespace Messenger.Contracts.Tests.Hostile;

/// <summary>CTL-BODY-9: whatever the bytes are, decoding ends with a status, in memory of their own order of size.</summary>
public sealed class MutationTests
{
    private const int Seed = 20_260_917;
    private const int Executions = 150_000;

    [Fact]
    public void Mutated_frames_and_corpus_never_break_the_codec()
    {
        var random = new Random(Seed);
        (byte[] Body, bool Client)[] seeds = [.. Corpus.Bodies.Select(c => (c.Body, c.Client))];
        int read = 0;
        for (int i = 0; i < Executions; i++)
        {
            (byte[] seed, bool client) = seeds[random.Next(seeds.Length)];
            if (Hammer.Strike(Mutator.Mutate(seed, random), client, $"seed {Seed}, execution {i}") == DecodeStatus.Ok)
                read++;
        }

        // The fuzzer reaches what lies behind the first checks.
        Assert.InRange(read, Executions / 50, Executions / 2);
    }

    [Fact]
    public void Bytes_at_random_never_break_the_codec()
    {
        var random = new Random(Seed);
        for (int i = 0; i < Executions / 10; i++)
        {
            byte[] body = new byte[random.Next(64)];
            random.NextBytes(body);
            if (body.Length > 0)
                body[0] = (byte)random.Next(ServerFrame.LastTag + 1);
            Hammer.Strike(body, (i & 1) == 0, $"seed {Seed}, execution {i}");
        }
    }

    [Theory, MemberData(nameof(Corpus.Names), MemberType = typeof(Corpus))]
    public void The_corpus_is_read_as_its_names_say(string name)
    {
        (_, byte[] body, bool client) = Corpus.Bodies.Single(c => c.Name == name);
        DecodeStatus expected = name.Split('-')[1] switch { "ok" => DecodeStatus.Ok, "unknown" => DecodeStatus.UnknownTag, _ => DecodeStatus.Malformed };
        Assert.Equal(expected, Hammer.Strike(body, client, name));
    }

    [Fact]
    public void The_corpus_holds_every_kind_of_frame()
    {
        Assert.Superset(Enumerable.Range(0, ClientFrame.LastTag + 1).ToHashSet(), Tags(client: true));
        Assert.Superset(Enumerable.Range(0, ServerFrame.LastTag + 1).ToHashSet(), Tags(client: false));

        static HashSet<int> Tags(bool client) =>
            [.. Corpus.Bodies.Where(c => c.Client == client && c.Name.Contains("-ok-", StringComparison.Ordinal)).Select(c => (int)c.Body[0])];
    }
}
