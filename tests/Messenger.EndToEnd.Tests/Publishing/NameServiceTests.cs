namespace Messenger.EndToEnd.Tests.Publishing;

/// <summary>
/// A static glibc must load no NSS module. The root used here names modules in nsswitch.conf, and each of them ends any process that loads
/// it: with the exit code <see cref="Loaded"/>.
/// </summary>
public sealed class NameServiceTests(PublishedBinaries binaries)
{
    private const int Loaded = 99;

    private const string SwitchConfiguration = """
        passwd:   trap files
        group:    trap files
        hosts:    trap files dns
        services: trap files
        """;

    // No library of its own is needed, so that any glibc can load it: the trap is a system call.
    private const string TrapSource = """
        __attribute__((constructor)) static void trap(void)
        {
            __asm__ volatile("syscall" : : "a"(231L), "D"(99L) : "rcx", "r11", "memory"); /* exit_group(99) */
        }
        """;

    private const string LookUpSource = """
        #include <netdb.h>
        #include <stddef.h>
        int main(void)
        {
            struct addrinfo *found;
            return getaddrinfo("host.test", NULL, NULL, &found) == 0 ? 0 : 1;
        }
        """;

    [Fact]
    public async Task Without_the_cure_a_static_program_loads_the_modules_of_the_host()
    {
        using var root = await TrappedRootAsync();
        await CompileAsync(LookUpSource, root["lookup"], "-static");

        (await root.RunAsync("/lookup", [])).Expect(Loaded);
    }

    [Fact]
    public async Task The_client_looks_names_up_in_hosts_and_loads_no_module()
    {
        using var root = await TrappedRootAsync();

        // Port 1 of this host is closed: the name is found, the connection is not.
        var found = await root.RunAsync("/msgr", ["ping", "--host", "host.test:1"], ("HOME", "/home"), ("MSGR_USER", "ann"));
        found.Expect(5);
        Assert.Contains("host.test", found.Error);
        Assert.Contains("refused", found.Error, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_client_looks_its_user_up_in_passwd_and_loads_no_module()
    {
        using var root = await TrappedRootAsync();

        var unknown = await root.RunAsync("/msgr", ["ping", "--host", "host.test:1"], ("HOME", "/home"));
        unknown.Expect(2);
        Assert.Contains("--user", unknown.Error);

        await File.WriteAllTextAsync(root["etc/passwd"], "ann:x:0:0::/home:/bin/sh\n");
        (await root.RunAsync("/msgr", ["ping", "--host", "host.test:1"], ("HOME", "/home"))).Expect(5);
    }

    private async Task<RootFolder> TrappedRootAsync()
    {
        if (!Machine.Has("clang"))
            Assert.Skip("NOT RUN: clang is not installed, so no NSS module could be made to fall into");

        var root = await RootFolder.CreateAsync(binaries.Client);
        Directory.CreateDirectory(root["etc"]);
        Directory.CreateDirectory(root["home"]);
        await File.WriteAllTextAsync(root["etc/nsswitch.conf"], SwitchConfiguration + "\n");
        await File.WriteAllTextAsync(root["etc/hosts"], "127.0.0.1 host.test\n");
        foreach (var folder in (string[])["lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu", "lib64", "usr/lib", "lib"])
        {
            Directory.CreateDirectory(root[folder]);
            await CompileAsync(TrapSource, root[$"{folder}/libnss_trap.so.2"], "-shared", "-nostdlib", "-fPIC");
        }

        return root;
    }

    private static async Task CompileAsync(string source, string output, params string[] options)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["source.c"], source);
        (await RunningProgram.RunAsync("clang", [.. options, "-w", "-o", output, folder["source.c"]])).Expect(0);
    }
}
