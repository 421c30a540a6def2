using McpGateway.Identity.Tokens;

namespace McpGateway.Tests.Identity.Tokens;

public sealed class PackedNamesTests
{
    [Fact]
    public void Pack_FiveHundredGroups_FitIntoAHeaderAndComeBack()
    {
        string[] names = [.. Enumerable.Range(0, 500).Select(number => $"lob-{number}-finance-emea-reporting-readers-prod")];

        var packed = PackedNames.Pack(names);

        Assert.InRange(packed.Length, 1, 8 * 1024);
        Assert.Equal(names, PackedNames.Unpack(packed));
    }

    [Theory]
    [InlineData("not base64!")]
    [InlineData("____")]
    public void Unpack_WhatWasNotPacked_IsRefused(string text) => Assert.Null(PackedNames.Unpack(text));

    [Fact]
    public void Unpack_BombThatUnfoldsToMegabytes_IsRefused() =>
        Assert.Null(PackedNames.Unpack(PackedNames.Pack([new string('a', 10_000_000)])));
}
