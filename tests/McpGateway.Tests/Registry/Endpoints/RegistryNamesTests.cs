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
        string[] letters = ["a", "-", ".", "_", "~"];
        string[] two = [.. letters, .. letters.SelectMany(_ => letters, static (left, right) => left + right)];
        string[] three =
            [.. two, .. two.Where(static part => part.Length == 2).SelectMany(_ => letters, static (left, right) => left + right)];
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var paths = three.Select(static part => "/" + part)
            .Concat(three.SelectMany(_ => three, static (left, right) => $"/{left}/{right}"))
            .Concat(two.SelectMany(_ => two, static (left, right) => $"/{left}/{right}").SelectMany(_ => two, static (left, right) =>
                $"{left}/{right}"));
        foreach (var path in paths.Where(static path => !ServerPath.ProblemsOf(path).Any()))
        {
            var name = RegistryNames.Of(At(path));

            Assert.Equal(path, RegistryNames.PathOf(name));
            Assert.Matches(Official, name);
            Assert.Equal(path, names.GetValueOrDefault(name, path));
            names[name] = path;
        }

        Assert.InRange(names.Count, 1000, 100_000);
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
