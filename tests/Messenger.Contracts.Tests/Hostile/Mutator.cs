using System.Buffers.Binary;

namespace Messenger.Contracts.Tests.Hostile;

/// <summary>Changes a body in one to four places: bits, bytes, pieces moved, and numbers that are hard on lengths and counts.</summary>
internal static class Mutator
{
    private static readonly int[] HardNumbers =
        [int.MinValue, int.MinValue + 3, int.MaxValue, int.MaxValue - 3, -1, -2, -5, ~4096, ~12_000, 0, 1, 128, 256, 257, 512, 513, 65_536];

    private static readonly byte[] HardBytes = [0x00, 0x7F, 0x80, 0x81, 0x82, 0x83, 0x84, 0x86, 0xF9, 0xFA, 0xFB, 0xFF];

    public static byte[] Mutate(byte[] seed, Random random)
    {
        List<byte> bytes = [.. seed];
        for (int left = random.Next(1, 5); left > 0; left--)
            Change(bytes, random);
        return [.. bytes];
    }

    private static void Change(List<byte> bytes, Random random)
    {
        int at = random.Next(bytes.Count + 1);
        if (at == bytes.Count)
        {
            bytes.Add((byte)random.Next(256));
            return;
        }

        switch (random.Next(7))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes[at] = HardBytes[random.Next(HardBytes.Length)];
                break;
            case 3:
                bytes.RemoveAt(at);
                break;
            case 4:
                bytes.Insert(at, (byte)random.Next(256));
                break;
            case 5:
                Overwrite(bytes, at, HardNumbers[random.Next(HardNumbers.Length)]);
                break;
            case 6:
                bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, Math.Min(random.Next(40), bytes.Count - at)));
                break;
        }
    }

    private static void Overwrite(List<byte> bytes, int at, int number)
    {
        Span<byte> hard = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(hard, number);
        for (int i = 0; i < hard.Length && at + i < bytes.Count; i++)
            bytes[at + i] = hard[i];
    }
}
