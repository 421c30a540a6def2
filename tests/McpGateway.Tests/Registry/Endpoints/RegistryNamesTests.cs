using System.Text.RegularExpressions;
using McpGateway.Core.Registry.Endpoints;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Tests.Registry.Endpoints;

public sealed class RegistryNamesTests
{
    [Theory]
    [InlineData("/time", "io.mcpgateway/time")]
    [InlineData("/time/", "io.mcpgateway/time")]
    [InlineData("/team/time", "io.mcpgateway.team/time")]
    [InlineData("/a/b-2/c.d_e", "io.mcpgateway.a.b-2/c.d_e")]
    [InlineData("/my_team/time", "io.mcpgateway/my_team..time")]
    [InlineData("/io.x/time", "io.mcpgateway/io.x..time")]
    public void Of_Path_IsANameWithOneSlash_ThatLeadsBack(string path, string name)
    {
        var server = new ServerRecord
        {
            ServerName = "x",
            Description = "",
            Path = path,
            RegisteredBy = "x",
            RegisteredAt = default,
            UpdatedAt = default,
        };

        Assert.Equal(name, RegistryNames.Of(server));
        Assert.Equal(path.TrimEnd('/'), RegistryNames.PathOf(name));
        Assert.Matches(new Regex("^[a-zA-Z0-9.-]+/[a-zA-Z0-9._-]+$"), name);
    }

    [Theory]
    [InlineData("io.mcpgateway/team/time", "/team/time")]
    [InlineData("io.mcpgatewayteam/time", null)]
    [InlineData("io.other/time", null)]
    [InlineData("io.mcpgateway", null)]
    public void PathOf_OtherForms(string name, string? path) => Assert.Equal(path, RegistryNames.PathOf(name));
}
