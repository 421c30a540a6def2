using FsCheck;
using FsCheck.Fluent;
using McpGateway.Foundation.OAuth;

namespace McpGateway.Tests.Foundation.OAuth;

public sealed class ChallengeParameterTests
{
    [Theory]
    [InlineData("Bearer resource_metadata=\"https://a.test/m\"", "https://a.test/m")]
    [InlineData("Bearer realm=\"x\", Resource_Metadata=\"https://a.test/m\", scope=\"a b\"", "https://a.test/m")]
    [InlineData("Bearer resource_metadata=https://a.test/m", "https://a.test/m")]
    [InlineData("Bearer realm=\"resource_metadata=https://evil.test/\", resource_metadata=\"https://a.test/m\"", "https://a.test/m")]
    [InlineData("Bearer realm=\"a \\\" resource_metadata=https://evil.test/\"", null)]
    [InlineData("Bearer x_resource_metadata=\"https://evil.test/\"", null)]
    [InlineData("Bearer resource_metadata=\"not an address\"", null)]
    [InlineData("Bearer", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Find_Challenge_ReadsTheParameterOnly(string? challenge, string? expected) =>
        Assert.Equal(expected, ChallengeParameter.Find(challenge, "resource_metadata")?.AbsoluteUri);

    [Fact]
    public void Find_AnyText_NeverThrowsAndFindsOnlyAddresses() =>
        Prop.ForAll<string?>(
            text => ChallengeParameter.Find("Bearer resource_metadata=" + text, "resource_metadata") is null or { IsAbsoluteUri: true })
            .QuickCheckThrowOnFailure();
}
