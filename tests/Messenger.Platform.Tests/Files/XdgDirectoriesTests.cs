using Messenger.Platform.Files;

namespace Messenger.Platform.Tests.Files;

public sealed class XdgDirectoriesTests
{
    [Fact]
    public void Without_variables_the_folders_lie_under_HOME()
    {
        var xdg = With(("HOME", "/home/ann"));
        Assert.Equal("/home/ann/.config/msgr", xdg.Config);
        Assert.Equal("/home/ann/.local/share/msgr", xdg.Data);
        Assert.Equal("/home/ann/.local/state/msgr", xdg.State);
        Assert.Equal("/home/ann/.cache/msgr", xdg.Cache);
    }

    [Fact]
    public void Variables_take_the_place_of_HOME()
    {
        var xdg = With(("XDG_CONFIG_HOME", "/c"), ("XDG_DATA_HOME", "/d/"), ("XDG_STATE_HOME", "/s"), ("XDG_CACHE_HOME", "/k"));
        Assert.Equal(["/c/msgr", "/d/msgr", "/s/msgr", "/k/msgr"], [xdg.Config, xdg.Data, xdg.State, xdg.Cache]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("relative/path")]
    [InlineData("~/config")]
    public void A_relative_variable_is_ignored(string value)
    {
        Assert.Equal("/h/.config/msgr", With(("HOME", "/h"), ("XDG_CONFIG_HOME", value)).Config);
        Assert.Equal(ExitCode.LocalFile, Assert.Throws<UserError>(() => With(("HOME", value)).Config).Code);
    }

    [Fact]
    public void A_home_where_nothing_can_lie_is_none() =>
        Assert.Equal(ExitCode.LocalFile, Assert.Throws<UserError>(() => With(("HOME", "/dev/null")).Config).Code);

    [Fact]
    public void Without_HOME_the_error_says_what_to_set()
    {
        var error = Assert.Throws<UserError>(() => With().Data);
        Assert.Contains("HOME", error.Message);
        Assert.Contains("XDG_DATA_HOME", error.Message);
    }

    private static XdgDirectories With(params (string Name, string Value)[] variables)
    {
        var environment = variables.ToDictionary(v => v.Name, v => v.Value);
        return new XdgDirectories(name => environment.GetValueOrDefault(name));
    }
}
