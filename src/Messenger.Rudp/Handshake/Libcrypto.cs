using System.Runtime.InteropServices;

namespace Messenger.Rudp.Handshake;

/// <summary>
/// What seals and opens in libcrypto (openssl/evp.h): pure computation. The published files have it linked in; elsewhere the machine's library is loaded.
/// Functions return 1 for success.
/// </summary>
internal static unsafe partial class Libcrypto
{
    public const int Opening = 0, Sealing = 1;

    /// <summary>Of <see cref="Control"/>: EVP_CTRL_AEAD_GET_TAG and EVP_CTRL_AEAD_SET_TAG.</summary>
    public const int GetTag = 0x10, SetTag = 0x11;

    /// <summary>Of <see cref="Initialize"/>, OPENSSL_INIT_NO_ATEXIT: a thread that still seals while the process ends finds all in its place. .NET asks for the same.</summary>
    public const ulong NoExitHandler = 0x80000;

    private const string Library = "libcrypto";

    /// <summary>Whether the machine has a library with these functions; only to be asked where it is not linked in.</summary>
    public static bool IsLoaded { get; } = Load();

    [LibraryImport(Library, EntryPoint = "OPENSSL_init_crypto")]
    public static partial int Initialize(ulong options, nint settings);

    [LibraryImport(Library, EntryPoint = "EVP_aes_128_gcm")]
    public static partial nint Aes128Gcm();

    [LibraryImport(Library, EntryPoint = "EVP_chacha20_poly1305")]
    public static partial nint ChaCha20Poly1305();

    [LibraryImport(Library, EntryPoint = "EVP_CIPHER_CTX_new")]
    public static partial nint NewContext();

    /// <summary>Overwrites what it frees; nothing happens to 0.</summary>
    [LibraryImport(Library, EntryPoint = "EVP_CIPHER_CTX_free")]
    public static partial void FreeContext(nint context);

    /// <summary>Cipher, key and nonce as far as they are given; what is 0 stays as it was.</summary>
    [LibraryImport(Library, EntryPoint = "EVP_CipherInit_ex")]
    public static partial int Begin(nint context, nint cipher, nint engine, byte* key, byte* nonce, int direction);

    /// <summary>Without <paramref name="to"/> it takes associated data.</summary>
    [LibraryImport(Library, EntryPoint = "EVP_CipherUpdate")]
    public static partial int Update(nint context, byte* to, int* written, byte* from, int length);

    /// <summary>Makes the tag, or compares it.</summary>
    [LibraryImport(Library, EntryPoint = "EVP_CipherFinal_ex")]
    public static partial int Finish(nint context, byte* to, int* written);

    [LibraryImport(Library, EntryPoint = "EVP_CIPHER_CTX_ctrl")]
    public static partial int Control(nint context, int command, int length, byte* bytes);

    [LibraryImport(Library, EntryPoint = "ERR_clear_error")]
    public static partial void ClearErrors();

    private static bool Load()
    {
        // The name without a version comes with development files alone, and may be that of another version: what is called last came with 1.1.
        if (!NativeLibrary.TryLoad("libcrypto.so.3", out nint library)
            && !(NativeLibrary.TryLoad("libcrypto.so", out library) && NativeLibrary.TryGetExport(library, "OPENSSL_init_crypto", out _)))
            return false;
        NativeLibrary.SetDllImportResolver(typeof(Libcrypto).Assembly, (name, _, _) => name == Library ? library : 0);
        return true;
    }
}
