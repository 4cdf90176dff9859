using System.Collections.Frozen;

namespace Messenger.Server.Files;

/// <summary>Media types by the ending of a name, for people and programs that look at a list; nothing is decided by them.</summary>
internal static class MediaTypes
{
    private const string Unknown = "application/octet-stream";

    private static readonly FrozenDictionary<string, string> ByEnding = new Dictionary<string, string>
    {
        ["7z"] = "application/x-7z-compressed",
        ["aac"] = "audio/aac",
        ["avi"] = "video/x-msvideo",
        ["avif"] = "image/avif",
        ["bmp"] = "image/bmp",
        ["bz2"] = "application/x-bzip2",
        ["c"] = "text/x-c",
        ["cs"] = "text/plain",
        ["css"] = "text/css",
        ["csv"] = "text/csv",
        ["deb"] = "application/vnd.debian.binary-package",
        ["doc"] = "application/msword",
        ["docx"] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ["epub"] = "application/epub+zip",
        ["flac"] = "audio/flac",
        ["gif"] = "image/gif",
        ["gz"] = "application/gzip",
        ["htm"] = "text/html",
        ["html"] = "text/html",
        ["ico"] = "image/vnd.microsoft.icon",
        ["iso"] = "application/x-iso9660-image",
        ["jpeg"] = "image/jpeg",
        ["jpg"] = "image/jpeg",
        ["js"] = "text/javascript",
        ["json"] = "application/json",
        ["jsonl"] = "application/x-ndjson",
        ["jxl"] = "image/jxl",
        ["log"] = "text/plain",
        ["m4a"] = "audio/mp4",
        ["md"] = "text/markdown",
        ["mid"] = "audio/midi",
        ["mkv"] = "video/matroska",
        ["mov"] = "video/quicktime",
        ["mp3"] = "audio/mpeg",
        ["mp4"] = "video/mp4",
        ["mpg"] = "video/mpeg",
        ["odp"] = "application/vnd.oasis.opendocument.presentation",
        ["ods"] = "application/vnd.oasis.opendocument.spreadsheet",
        ["odt"] = "application/vnd.oasis.opendocument.text",
        ["oga"] = "audio/ogg",
        ["ogg"] = "audio/ogg",
        ["ogv"] = "video/ogg",
        ["opus"] = "audio/opus",
        ["pdf"] = "application/pdf",
        ["png"] = "image/png",
        ["ppt"] = "application/vnd.ms-powerpoint",
        ["pptx"] = "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ["py"] = "text/x-python",
        ["rar"] = "application/vnd.rar",
        ["rs"] = "text/plain",
        ["rtf"] = "application/rtf",
        ["sh"] = "application/x-sh",
        ["svg"] = "image/svg+xml",
        ["tar"] = "application/x-tar",
        ["tif"] = "image/tiff",
        ["tiff"] = "image/tiff",
        ["toml"] = "application/toml",
        ["ttf"] = "font/ttf",
        ["txt"] = "text/plain",
        ["wasm"] = "application/wasm",
        ["wav"] = "audio/wav",
        ["webm"] = "video/webm",
        ["webp"] = "image/webp",
        ["woff2"] = "font/woff2",
        ["xls"] = "application/vnd.ms-excel",
        ["xlsx"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ["xml"] = "application/xml",
        ["xz"] = "application/x-xz",
        ["yaml"] = "application/yaml",
        ["yml"] = "application/yaml",
        ["zip"] = "application/zip",
        ["zst"] = "application/zstd",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The media type of a name.</summary>
    /// <param name="path">A path or a name.</param>
    public static string Of(string path)
    {
        int dot = path.LastIndexOf('.');
        return dot > path.LastIndexOf('/') && ByEnding.TryGetValue(path[(dot + 1)..], out string? type) ? type : Unknown;
    }
}
