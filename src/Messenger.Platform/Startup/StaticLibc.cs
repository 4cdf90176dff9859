using System.Runtime.CompilerServices;

namespace Messenger.Platform.Startup;

/// <summary>What a statically linked glibc must be told before it is used.</summary>
public static class StaticLibc
{
    /// <summary>
    /// Keeps the static glibc from loading the host's NSS modules. Called first thing by both programs.
    /// </summary>
    /// <remarks>
    /// Where nsswitch.conf names modules (mdns4_minimal, resolve, systemd, sss: most desktops), a look-up would load them
    /// together with another glibc, and the process dies. The lists set here hold only what is linked in: /etc/hosts and
    /// resolv.conf work as ever. Under the just-in-time compiler glibc is the host's own, and nothing is changed.
    /// </remarks>
    public static void ConfigureNameService()
    {
        if (RuntimeFeature.IsDynamicCodeSupported)
            return;

        Libc.ConfigureNameServiceLookup("hosts", "files dns");
        Libc.ConfigureNameServiceLookup("passwd", "files");
        Libc.ConfigureNameServiceLookup("group", "files");
        Libc.ConfigureNameServiceLookup("services", "files");
        Libc.ConfigureNameServiceLookup("protocols", "files");
        Libc.ConfigureNameServiceLookup("networks", "files");
    }
}
