using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;

namespace McpGateway.Tests.Registry.Servers;

public sealed class ServerExposureTests
{
    [Theory]
    [InlineData(ItemVisibility.Public, "other", "", false, true)]
    [InlineData(ItemVisibility.Private, "owner", "", false, true)]
    [InlineData(ItemVisibility.Private, "other", "g1", false, false)]
    [InlineData(ItemVisibility.Private, "other", "", true, true)]
    [InlineData(ItemVisibility.GroupRestricted, "other", "g0 g1", false, true)]
    [InlineData(ItemVisibility.GroupRestricted, "other", "g0", false, false)]
    [InlineData(ItemVisibility.GroupRestricted, "other", "G1", false, false)]
    [InlineData(ItemVisibility.GroupRestricted, "owner", "", false, true)]
    [InlineData("something later", "other", "g1", false, false)]
    public void Includes_EveryCase(string visibility, string subject, string groups, bool isAdmin, bool expected) => Assert.Equal(
        expected,
        new ServerExposure(visibility, ["g1"], "owner").Includes(Caller(subject, groups, isAdmin)));

    [Fact]
    public void Includes_PrivateOfNobodyKnown_IsAdministratorsAlone() =>
        Assert.False(new ServerExposure(ItemVisibility.Private, [], null).Includes(Caller("", "", isAdmin: false)));

    private static Caller Caller(string subject, string groups, bool isAdmin) => new()
    {
        UserName = "u",
        Subject = subject,
        Groups = groups.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        Scopes = [],
        AuthMethod = "traditional",
        Provider = "local",
        Permissions = CallerPermissions.None with { IsAdmin = isAdmin },
    };
}
