using System.Diagnostics;
using System.Text.Json;
using ExampleServer;
using Fininfo;
using McpGateway.IntegrationTests.Agents;
using McpGateway.IntegrationTests.Composition;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using RealServerFakeTools;

namespace McpGateway.IntegrationTests.Samples;

/// <summary>Each sample server through the gateway with a client of the SDK: lists and calls each of its tools.</summary>
public sealed class SampleServersTests
{
    private const string Prices = """
        {"stock_ticker":"AAPL","multiplier":1,"timespan":"day","from_date":"2026-01-05","to_date":"2026-01-09"}
        """;

    /// <summary>Server, tool, arguments, and a piece of the answer.</summary>
    private static readonly (string Server, string Tool, string Arguments, string Piece)[] Calls =
    [
        ("fininfo", "get_stock_aggregates", Prices, "\"resultsCount\":5"),
        ("fininfo", "print_stock_data", Prices, "Sample data: made up"),
        ("realserverfaketools", "quantum_flux_analyzer", """{"energy_level":2}""", "\"pattern_id\": \"P4\""),
        ("realserverfaketools", "neural_pattern_synthesizer", """{"input_patterns":["a"],"dimensions":2}""", "syn_a_"),
        ("realserverfaketools", "hyper_dimensional_mapper", """{"coordinates":{"latitude":52.5,"longitude":13.4}}""", "\"d5\""),
        ("realserverfaketools", "temporal_anomaly_detector", """{"timeframe":{"start":"a","end":"b"}}""", "\"anomalies_detected\""),
        ("realserverfaketools", "user_profile_analyzer", """{"profile":{"username":"u","email":"e"}}""", "\"engagement_score\""),
        ("realserverfaketools", "synthetic_data_generator", """{"schema":{"id":"integer"},"record_count":3}""", "\"records\":[{\"id\":"),
        ("example-server", "example_tool", """{"message":"two words"}""", "\"processed_message\":\"TWO WORDS\""),
        ("example-server", "echo_tool", """{"input_text":"hi","include_metadata":false}""", "{\"echo\":\"hi\",\"success\":true}"),
        ("example-server", "status_tool", "{}", "\"status\":\"healthy\""),
    ];

    private static readonly Dictionary<string, Func<string[], Action<ILoggingBuilder>?, WebApplication>> Apps = new(StringComparer.Ordinal)
    {
        ["fininfo"] = FininfoApp.Build,
        ["realserverfaketools"] = FakeToolsApp.Build,
        ["example-server"] = ExampleApp.Build,
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Servers => [.. Apps.Keys];

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Server_RegisteredAsTheGuideSays_ListsAndAnswersEveryTool(string server)
    {
        await using var world = await SampleServerWorld.StartAsync();
        await world.AddAsync(server, Apps[server]);

        await CallAllAsync(world, server);
    }

    [Fact]
    public async Task Servers_MountedInTheGateway_ListAndAnswerEveryTool()
    {
        await using var world = await SampleServerWorld.StartMountedAsync();

        foreach (var server in Apps.Keys)
        {
            await CallAllAsync(world, server);
        }
    }

    /// <summary>The reference's default for fininfo; the gateway speaks it for its clients.</summary>
    [Fact]
    public async Task Server_WithTheTransportOf2024_IsCalledThroughTheGatewaysOwnTool()
    {
        await using var world = await SampleServerWorld.StartAsync();
        await world.AddAsync("example-server", ExampleApp.Build, "--transport", "sse");
        using var http = await world.Gateway.BearerAsync(ComposedGateway.Administrator);
        await using var client = await world.ConnectAsync(http, "/mcpgw");

        var result = await client.CallToolAsync(
            "invoke_mcp_tool",
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["server_path"] = "/example-server",
                ["tool_name"] = "echo_tool",
                ["arguments"] = JsonElement.Parse("""{"input_text":"old"}"""),
            },
            cancellationToken: Cancellation);

        Assert.Contains("\"echo\":\"old\"", TextOf(result), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PromptsAndResources_AreThereForWhoMay()
    {
        await using var world = await SampleServerWorld.StartMountedAsync();
        using var http = await world.Gateway.BearerAsync(ComposedGateway.Administrator);
        await using var client = await world.ConnectAsync(http, "/realserverfaketools");

        var resources = await client.ListResourcesAsync(cancellationToken: Cancellation);
        var tools = await client.ReadResourceAsync("docs://tools", cancellationToken: Cancellation);
        var prompt = await client.GetPromptAsync(
            "system_prompt_for_agent", new Dictionary<string, object?>(StringComparer.Ordinal) { ["task_description"] = "count stars" },
            cancellationToken: Cancellation);

        Assert.Equal(["config://app", "docs://tools"], resources.Select(static resource => resource.Uri).Order(StringComparer.Ordinal));
        Assert.Contains("quantum_flux_analyzer", ((TextResourceContents)tools.Contents[0]).Text, StringComparison.Ordinal);
        Assert.Contains("count stars", ((TextContentBlock)prompt.Messages[0].Content).Text, StringComparison.Ordinal);
    }

    /// <summary>A business line of the seeded scopes may use three of the six fake tools.</summary>
    [Fact]
    public async Task Lob2_SeesAndCallsItsToolsOnly()
    {
        await using var world = await SampleServerWorld.StartMountedAsync();
        await world.Gateway.CreateUserAsync("lob2", "registry-users-lob2");
        using var http = await world.Gateway.BearerAsync("lob2");
        await using var client = await world.ConnectAsync(http, "/realserverfaketools");

        var tools = await client.ListToolsAsync(cancellationToken: Cancellation);
        var refused = await Assert.ThrowsAnyAsync<Exception>(async () => await client.CallToolAsync(
            "synthetic_data_generator", new Dictionary<string, object?>(StringComparer.Ordinal), cancellationToken: Cancellation));

        Assert.Equal(
            ["hyper_dimensional_mapper", "neural_pattern_synthesizer", "quantum_flux_analyzer"],
            tools.Select(static tool => tool.Name).Order(StringComparer.Ordinal));
        Assert.Contains("forbidden", refused.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("fininfo", "get_stock_aggregates", """{"ticker":"AAPL"}""", "there is no argument 'ticker'; 'stock_ticker' is required")]
    [InlineData("realserverfaketools", "quantum_flux_analyzer", """{"energy_level":11}""", "'energy_level' must be between 1 and 10")]
    [InlineData("realserverfaketools", "quantum_flux_analyzer", """{"energy_level":"much"}""", "'energy_level' is not what the tool's")]
    [InlineData(
        "realserverfaketools", "hyper_dimensional_mapper", """{"coordinates":{"latitude":91,"longitude":0}}""",
        "'coordinates.latitude' must be between -90 and 90")]
    [InlineData("example-server", "echo_tool", """{"input_text":null}""", "is not what the tool's schema says")]
    [InlineData(
        "fininfo", "get_stock_aggregates",
        """{"stock_ticker":"AAPL","multiplier":1,"timespan":"fortnight","from_date":"2026-01-05","to_date":"2026-01-09"}""", "'timespan'")]
    [InlineData(
        "fininfo", "get_stock_aggregates",
        """{"stock_ticker":"AAPL","multiplier":1,"timespan":"day","from_date":"2026-01-09","to_date":"2026-01-05"}""", "must not be after")]
    [InlineData(
        "fininfo", "get_stock_aggregates",
        """{"stock_ticker":"AAPL","multiplier":1,"timespan":"day","from_date":"yesterday","to_date":"2026-01-05"}""",
        "'from_date' must be")]
    public async Task Tool_WrongArguments_SaysWhatIsWrong(string server, string tool, string arguments, string expected)
    {
        await using var world = await SampleServerWorld.StartAsync();
        var app = await world.ServeAsync(Apps[server]);
        await using var client = await DirectAsync(app);

        var result = await client.CallToolAsync(tool, ArgumentsOf(arguments), cancellationToken: Cancellation);

        Assert.True(result.IsError);
        Assert.Contains(expected, TextOf(result), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void Build_UnknownTransport_IsRefused(string server) => Assert.Contains(
        "--transport must be",
        Assert.Throws<InvalidOperationException>(() => Apps[server](["--transport", "carrier-pigeon"], null)).Message,
        StringComparison.Ordinal);

    [Fact]
    public async Task RegisterScript_AtANewGateway_RegistersAllAndSwitchesThemOn()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The script is for bash.");
        await using var gateway = await ComposedGateway.StartAsync();
        var start = new ProcessStartInfo(
            "bash", [Path.Combine(SampleServerWorld.Folder, "register.sh"), gateway.Address.GetLeftPart(UriPartial.Authority)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ADMIN_PASSWORD"] = ComposedGateway.Password;
        using var script = Process.Start(start)!;
        var output = script.StandardOutput.ReadToEndAsync(Cancellation);
        var errors = await script.StandardError.ReadToEndAsync(Cancellation);
        await script.WaitForExitAsync(Cancellation);

        Assert.True(script.ExitCode == 0, errors + await output);
        using var administrator = await gateway.SignedInAsync(ComposedGateway.Administrator);
        var (_, list) = await administrator.SendAsync("GET", "/api/servers");
        var registered = list.GetProperty("servers").EnumerateArray()
            .ToDictionary(static item => item.GetProperty("path").ToString(), static item => item.GetProperty("is_enabled").GetBoolean());
        Assert.All(Apps.Keys, name => Assert.True(registered["/" + name], list.ToString()));
    }

    private static async Task CallAllAsync(SampleServerWorld world, string server)
    {
        using var http = await world.Gateway.BearerAsync(ComposedGateway.Administrator);
        await using var client = await world.ConnectAsync(http, "/" + server);
        var calls = Calls.Where(call => call.Server == server).ToArray();

        var tools = await client.ListToolsAsync(cancellationToken: Cancellation);
        Assert.Equal(
            calls.Select(static call => call.Tool).Order(StringComparer.Ordinal),
            tools.Select(static tool => tool.Name).Order(StringComparer.Ordinal));
        Assert.All(tools, static tool => Assert.Equal("object", tool.JsonSchema.GetProperty("type").GetString()));
        foreach (var call in calls)
        {
            var result = await client.CallToolAsync(call.Tool, ArgumentsOf(call.Arguments), cancellationToken: Cancellation);
            Assert.False(result.IsError is true, TextOf(result));
            Assert.Contains(call.Piece, TextOf(result), StringComparison.Ordinal);
        }
    }

    private static async Task<McpClient> DirectAsync(WebApplication app) => await McpClient.CreateAsync(
        new HttpClientTransport(new() { Endpoint = new(app.Urls.Single() + "/mcp"), TransportMode = HttpTransportMode.StreamableHttp }),
        cancellationToken: Cancellation);

    private static Dictionary<string, object?> ArgumentsOf(string json) => JsonElement.Parse(json).EnumerateObject()
        .ToDictionary(static item => item.Name, static item => (object?)item.Value, StringComparer.Ordinal);

    private static string TextOf(CallToolResult result) => ((TextContentBlock)result.Content[0]).Text;
}
