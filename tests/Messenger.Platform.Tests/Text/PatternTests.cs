using Messenger.Platform.Text;

namespace Messenger.Platform.Tests.Text;

public sealed class PatternTests
{
    [Theory]
    [InlineData("*.jpg", " (in folders too: '**/*.jpg')")]
    [InlineData("photos/cat?.png", " (in folders too: 'photos/**/cat?.png')")]
    [InlineData("[ab].txt", " (in folders too: '**/[ab].txt')")]
    [InlineData("**/*.jpg", "")]
    [InlineData("cat.jpg", "")]
    [InlineData("ph*/cat.jpg", "")]
    [InlineData("", "")]
    public void A_pattern_in_one_folder_has_a_wider_one(string pattern, string said) => Assert.Equal(said, Pattern.Wider(pattern));
}
