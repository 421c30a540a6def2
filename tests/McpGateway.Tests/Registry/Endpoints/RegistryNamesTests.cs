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
    [InlineData("/a..b", "io.mcpgateway..path/a_2E_2Eb")]
    [InlineData("/t~x", "io.mcpgateway..path/t_7Ex")]
    public void Of_Path_IsANameWithOneSlash_ThatLeadsBack(string path, string name)
    {
        Assert.Equal(name, RegistryNames.Of(At(path)));
        Assert.Equal(path.TrimEnd('/'), RegistryNames.PathOf(name));
        Assert.Matches(Official, name);
    }

    /// <summary>Every path that a server may have has a name of the official form, which leads back to it and to no other.</summary>
    [Fact]
    public void Of_AnyPath_LeadsBack()
    {
        var random = new Random(20261201);
        const string letters = "aZ09-._~";
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var round = 0; round < 20_000; round++)
        {
            var path = string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => "/" + string.Concat(
                Enumerable.Range(0, random.Next(1, 5)).Select(_ => letters[random.Next(letters.Length)]))));
            if (ServerPath.ProblemsOf(path).Any())
            {
                continue;
            }

            var name = RegistryNames.Of(At(path));

            Assert.Equal(path, RegistryNames.PathOf(name));
            Assert.Matches(Official, name);
            Assert.Equal(path, names.GetValueOrDefault(name, path));
            names[name] = path;
        }

        Assert.InRange(names.Count, 1000, 20_000);
    }

    private static readonly Regex Official = new("^[a-zA-Z0-9.-]+/[a-zA-Z0-9._-]+$");

    private static ServerRecord At(string path) => new()
    {
        ServerName = "x",
        Description = "",
        Path = path,
        RegisteredBy = "x",
        RegisteredAt = default,
        UpdatedAt = default,
    };

    [Theory]
    [InlineData("io.mcpgateway..path/a_2", null)]
    [InlineData("io.mcpgateway/team/time", "/team/time")]
    [InlineData("io.mcpgatewayteam/time", null)]
    [InlineData("io.other/time", null)]
    [InlineData("io.mcpgateway", null)]
    public void PathOf_OtherForms(string name, string? path) => Assert.Equal(path, RegistryNames.PathOf(name));
}
