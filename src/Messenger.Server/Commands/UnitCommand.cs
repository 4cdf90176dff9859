using Messenger.Platform;

namespace Messenger.Server.Commands;

/// <summary><c>msgr-server unit</c>: a systemd unit that runs this program with no more rights than it needs.</summary>
internal static class UnitCommand
{
    /// <summary>Whether a command line is this.</summary>
    public static bool IsMeant(IReadOnlyList<string> arguments) => arguments is ["unit", ..];

    /// <summary>Prints it.</summary>
    /// <returns>What to exit with.</returns>
    public static int Run(IReadOnlyList<string> arguments)
    {
        if (arguments.Count > 1)
            return Errors.Report(new UserError(ExitCode.Usage, "it is msgr-server unit, without anything behind it"));
        Console.Out.Write(Text(Environment.ProcessPath ?? "/usr/local/bin/msgr-server"));
        return (int)ExitCode.Done;
    }

    // %S is /var/lib: the data directory is made by systemd, for the user that it makes up.
    private static string Text(string program) => $"""
        # msgr-server unit > /etc/systemd/system/msgr.service && systemctl daemon-reload && systemctl enable --now msgr
        [Unit]
        Description=msgr: chat and files
        Wants=network-online.target
        After=network-online.target

        [Service]
        Type=notify
        ExecStart={program} --data %S/msgr --files %S/msgr/files
        ExecReload=/bin/kill -HUP $MAINPID
        Restart=on-failure
        TimeoutStopSec=30
        DynamicUser=yes
        StateDirectory=msgr
        StateDirectoryMode=0700
        UMask=0077
        LimitNOFILE=65536
        CapabilityBoundingSet=
        NoNewPrivileges=yes
        ProtectSystem=strict
        ProtectHome=yes
        ProtectProc=invisible
        ProtectClock=yes
        ProtectHostname=yes
        ProtectKernelLogs=yes
        ProtectKernelModules=yes
        ProtectKernelTunables=yes
        ProtectControlGroups=yes
        PrivateTmp=yes
        PrivateDevices=yes
        RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
        RestrictNamespaces=yes
        RestrictRealtime=yes
        RestrictSUIDSGID=yes
        LockPersonality=yes
        MemoryDenyWriteExecute=yes
        SystemCallArchitectures=native
        SystemCallFilter=@system-service

        [Install]
        WantedBy=multi-user.target

        """;
}
