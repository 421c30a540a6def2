using System.Text.Json.Nodes;
using McpGateway.Cli.Connect;

namespace McpGateway.Tests.Cli;

public sealed class TomlEditorTests
{
    [Fact]
    public void Set_EmptyText_HasTheTable() => Assert.Equal(
        "[mcp_servers.time]\nurl = \"http://a/mcp\"\n",
        TomlEditor.Set("", "mcp_servers", "time", new() { ["url"] = "http://a/mcp" }));

    [Fact]
    public void Set_OtherTables_StayAsTheyAre()
    {
        const string Before = "# mine\nmodel = \"o\"   # the model\n\n[mcp_servers.other]\ncommand = \"x\" # stays\n";

        var after = TomlEditor.Set(Before, "mcp_servers", "time", new() { ["url"] = "u" });

        Assert.Equal(Before + "\n[mcp_servers.time]\nurl = \"u\"\n", after);
    }

    [Fact]
    public void Set_TableThatIsThere_KeepsItsOtherLines()
    {
        const string Before = "[mcp_servers.time]\n# why\nurl = \"old\"\nstartup_timeout_sec = 20\n\n[other]\na = 1\n";

        var after = TomlEditor.Set(Before, "mcp_servers", "time", new() { ["url"] = "new" });

        Assert.Equal(Before.Replace("\"old\"", "\"new\"", StringComparison.Ordinal), after);
    }

    [Fact]
    public void Set_Headers_AreATableOfTheirOwn()
    {
        var members = new JsonObject { ["url"] = "u", ["http_headers"] = new JsonObject { ["Authorization"] = "Bearer t" } };

        var after = TomlEditor.Set("", "mcp_servers", "time", members);

        Assert.Equal("[mcp_servers.time]\nurl = \"u\"\n\n[mcp_servers.time.http_headers]\nAuthorization = \"Bearer t\"\n", after);
        Assert.True(TomlEditor.Has(after, "mcp_servers", "time", "url"));
        Assert.False(TomlEditor.Has(after, "mcp_servers", "time", "command"));
    }

    [Fact]
    public void Set_NoToml_Throws() =>
        Assert.ThrowsAny<Exception>(() => TomlEditor.Set("[mcp_servers", "mcp_servers", "time", new() { ["url"] = "u" }));
}
