using McpGateway.Web.Hosting;

namespace McpGateway.Tests.Web;

public sealed class UserSocketsTests
{
    [Theory]
    [InlineData(true, UserSockets.Most)]
    [InlineData(false, UserSockets.MostWithoutRights)]
    public void TryOpen_MoreThanAUserMayHave_IsRefusedUntilOneCloses(bool hasRights, int most)
    {
        var sockets = new UserSockets();
        Assert.All(Enumerable.Range(0, most), _ => Assert.True(sockets.TryOpen("mallory", hasRights)));

        Assert.False(sockets.TryOpen("mallory", hasRights));
        Assert.True(sockets.TryOpen("bob", hasRights));
        sockets.Close("mallory");
        Assert.True(sockets.TryOpen("mallory", hasRights));
    }
}
