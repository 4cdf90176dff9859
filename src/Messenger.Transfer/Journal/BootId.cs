using System.IO.Hashing;
using System.Text;

namespace Messenger.Transfer.Journal;

/// <summary>The kernel's boot id, hashed. Where it cannot be read, every run is a boot of its own: then all is hashed again.</summary>
internal static class BootId
{
    private const string Source = "/proc/sys/kernel/random/boot_id";

    public static UInt128 Current(string? given)
    {
        string id = given ?? Read() ?? Guid.NewGuid().ToString();
        return XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(id));
    }

    private static string? Read()
    {
        try
        {
            return File.ReadAllText(Source);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
