namespace Messenger.EndToEnd.Tests.Harness;

/// <summary>A folder of a test's own, deleted with all that is in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("msgr-e2e-");

    internal string Path => _folder.FullName;

    internal string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Makes a folder in it.</summary>
    internal string Sub(string name) => Directory.CreateDirectory(this[name]).FullName;

    public void Dispose()
    {
        // A program that was just ended may still leave a last file while its folder is being emptied.
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                _folder.Delete(recursive: true);
                return;
            }
            catch (IOException) when (attempt < 10)
            {
            }
        }
    }
}
