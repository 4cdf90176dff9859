using System.Runtime.InteropServices;

namespace Messenger.Benchmarks.Micro;

/// <summary>AES-128-GCM straight from libcrypto's EVP: one context a key and direction, given a new nonce alone for each datagram. Only to compare with.</summary>
internal sealed unsafe partial class EvpAes128Gcm : IDisposable
{
    // openssl/evp.h.
    private const int GetTag = 0x10, SetTag = 0x11;

    private readonly nint _sealing = NewContext();
    private readonly nint _opening = NewContext();

    public EvpAes128Gcm(ReadOnlySpan<byte> key)
    {
        fixed (byte* start = key)
        {
            if (EncryptInit(_sealing, Aes128Gcm(), 0, start, null) != 1 || DecryptInit(_opening, Aes128Gcm(), 0, start, null) != 1)
                throw new InvalidOperationException("libcrypto gives no AES-128-GCM.");
        }
    }

    public void Seal(ReadOnlySpan<byte> nonce, Span<byte> payload, Span<byte> tag, ReadOnlySpan<byte> associated)
    {
        fixed (byte* n = nonce, p = payload, t = tag, a = associated)
        {
            bool done = EncryptInit(_sealing, 0, 0, null, n) == 1
                && EncryptUpdate(_sealing, null, out _, a, associated.Length) == 1
                && EncryptUpdate(_sealing, p, out int length, p, payload.Length) == 1
                && EncryptFinal(_sealing, p + length, out _) == 1
                && Control(_sealing, GetTag, tag.Length, t) == 1;
            if (!done)
                throw new InvalidOperationException("libcrypto did not seal.");
        }
    }

    public bool TryOpen(ReadOnlySpan<byte> nonce, Span<byte> payload, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> associated)
    {
        fixed (byte* n = nonce, p = payload, t = tag, a = associated)
        {
            return DecryptInit(_opening, 0, 0, null, n) == 1
                && DecryptUpdate(_opening, null, out _, a, associated.Length) == 1
                && DecryptUpdate(_opening, p, out int length, p, payload.Length) == 1
                && Control(_opening, SetTag, tag.Length, t) == 1
                && DecryptFinal(_opening, p + length, out _) == 1;
        }
    }

    public void Dispose()
    {
        Free(_sealing);
        Free(_opening);
    }

    [LibraryImport("libcrypto.so.3", EntryPoint = "EVP_CIPHER_CTX_new")]
    private static partial nint NewContext();

    [LibraryImport("libcrypto.so.3", EntryPoint = "EVP_CIPHER_CTX_free")]
    private static partial void Free(nint context);

    [LibraryImport("libcrypto.so.3", EntryPoint = "EVP_aes_128_gcm")]
    private static partial nint Aes128Gcm();

    [LibraryImport("libcrypto.so.3", EntryPoint = "EVP_CIPHER_CTX_ctrl")]
    private static partial int Control(nint context, int type, int argument, byte* pointer);

    [LibraryImport("libcrypto.so.3", EntryPoint = "EVP_EncryptInit_ex")]
    private static partial int EncryptInit(nint context, nint cipher, nint engine, byte* key, byte* iv);

    [LibraryImport("libcrypto.so.3", EntryPoint = "EVP_EncryptUpdate")]
    private static partial int EncryptUpdate(nint context, byte* to, out int written, byte* from, int length);

    [LibraryImport("libcrypto.so.3", EntryPoint = "EVP_EncryptFinal_ex")]
    private static partial int EncryptFinal(nint context, byte* to, out int written);

    [LibraryImport("libcrypto.so.3", EntryPoint = "EVP_DecryptInit_ex")]
    private static partial int DecryptInit(nint context, nint cipher, nint engine, byte* key, byte* iv);

    [LibraryImport("libcrypto.so.3", EntryPoint = "EVP_DecryptUpdate")]
    private static partial int DecryptUpdate(nint context, byte* to, out int written, byte* from, int length);

    [LibraryImport("libcrypto.so.3", EntryPoint = "EVP_DecryptFinal_ex")]
    private static partial int DecryptFinal(nint context, byte* to, out int written);
}
