using System.Security.Claims;
using System.Text.Json;
using Bunit;
using McpGateway.Core.Invocation;
using McpGateway.Core.Registry.Servers;
using McpGateway.Tests.Discovery;
using McpGateway.Web.Hosting;
using McpGateway.Web.Pages.Server;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Web.Pages;

/// <summary>The form of a tool, for somebody whose session ends with the first call: whatever is sent comes back as refused.</summary>
public sealed class TryTabTests : BunitContext
{
    private const string Schema =
        """
        {"type":"object","required":["city","urgent"],"properties":{
         "city":{"type":"string"},"days":{"type":"integer","default":3},"urgent":{"type":"boolean"},"more":{"type":"object"}}}
        """;

    public TryTabTests()
    {
        Services.AddSingleton(new RunTool(null!, TimeProvider.System));
        Services.AddSingleton(provider =>
            new UserSession(new Nobody(), null!, provider.GetRequiredService<NavigationManager>()));
    }

    [Fact]
    public void Tab_NoTools_HasNothingToTry()
    {
        var tab = Open([]);

        Assert.Contains("Nothing to try", tab.Find(".empty").TextContent, StringComparison.Ordinal);
        Assert.Empty(tab.FindAll("button"));
    }

    [Theory]
    [InlineData(null, "forecast")]
    [InlineData("clock", "clock")]
    [InlineData("no such tool", "forecast")]
    public void Tool_ToBeginWith_IsTheOneAskedForOrTheFirst(string? initial, string expected)
    {
        var tab = Open([Catalogue.Tool("forecast", "About forecast"), Catalogue.Tool("clock", "About clock")], initial);

        Assert.Equal(expected, tab.Find("#try-tool").GetAttribute("value"));
        Assert.Contains($"About {expected}", tab.Find(".markdown.hint").TextContent, StringComparison.Ordinal);
        Assert.Contains("takes no arguments", tab.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_RequiredArgumentMissing_SaysSoAndSendsNothing()
    {
        var tab = Open([Catalogue.Tool("forecast", schema: Schema)]);

        await RunAsync(tab);

        Assert.Equal(["This argument is required"], Problems(tab));
        Assert.Equal("idle", State(tab));
    }

    [Theory]
    [InlineData("input[inputmode=decimal]", "three", "This is no number")]
    [InlineData("input[inputmode=decimal]", "3.5", "This is no whole number")]
    [InlineData("textarea", "{", "This is no valid JSON")]
    public async Task Run_ArgumentOfAnotherType_SaysSoUntilItIsChanged(string field, string text, string problem)
    {
        var tab = Open([Catalogue.Tool("forecast", schema: Schema)]);
        await tab.Find("input:not([type]):not([inputmode])").InputAsync(new ChangeEventArgs { Value = "Oslo" });
        await tab.Find(field).InputAsync(new ChangeEventArgs { Value = text });

        await RunAsync(tab);
        Assert.Equal([problem], Problems(tab));
        Assert.Equal("idle", State(tab));

        await tab.Find(field).InputAsync(new ChangeEventArgs { Value = "" });
        Assert.Empty(Problems(tab));
    }

    [Fact]
    public async Task Json_Chosen_HoldsWhatTheFormHolds()
    {
        var tab = Open([Catalogue.Tool("forecast", schema: Schema)]);
        await tab.Find("input:not([type]):not([inputmode])").InputAsync(new ChangeEventArgs { Value = "Os\"lo" });

        await AsJsonAsync(tab);

        var arguments = JsonElement.Parse(tab.Find("#try-json").GetAttribute("value")!);
        Assert.Equal("Os\"lo", arguments.GetProperty("city").GetString());
        Assert.Equal(3, arguments.GetProperty("days").GetInt32());
        Assert.False(arguments.GetProperty("urgent").GetBoolean());
        Assert.False(arguments.TryGetProperty("more", out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"city\"")]
    public async Task Run_JsonThatIsNoObject_SaysSoAndSendsNothing(string text)
    {
        var tab = Open([Catalogue.Tool("forecast", schema: Schema)]);
        await AsJsonAsync(tab);
        await tab.Find("#try-json").InputAsync(new ChangeEventArgs { Value = text });

        await RunAsync(tab);

        Assert.Contains("must be a JSON object", Assert.Single(Problems(tab)), StringComparison.Ordinal);
        Assert.Equal("idle", State(tab));
    }

    /// <summary>A page outlives its session: the call is refused and the browser goes to the sign-in page.</summary>
    [Fact]
    public async Task Run_SessionThatEnded_SaysSoAndLeaves()
    {
        var tab = Open([Catalogue.Tool("clock")]);

        await RunAsync(tab);

        Assert.Equal("refused", State(tab));
        Assert.Contains("session has ended", tab.Find(".notice.bad").TextContent, StringComparison.Ordinal);
        Assert.Contains("/login?next=", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
        Assert.DoesNotContain(tab.FindAll("button"), static button => button.TextContent == "Stop");
    }

    [Fact]
    public async Task Tool_Changed_HasItsOwnFormAndNoAnswerOfTheOther()
    {
        var tab = Open([Catalogue.Tool("clock"), Catalogue.Tool("forecast", schema: Schema)]);
        await RunAsync(tab);

        await tab.Find("#try-tool").ChangeAsync(new ChangeEventArgs { Value = "forecast" });

        Assert.Equal("idle", State(tab));
        Assert.Empty(tab.FindAll(".notice.bad"));
        Assert.Equal("3", tab.Find("input[inputmode=decimal]").GetAttribute("value"));
    }

    /// <summary>What is being typed stays when the server's state changes meanwhile, and goes with the tool it was for.</summary>
    [Fact]
    public async Task Details_Changed_KeepTheFormOfAToolThatIsStillThere()
    {
        var forecast = Catalogue.Tool("forecast", schema: Schema);
        var tab = Open([Catalogue.Tool("clock"), forecast], "forecast");
        await tab.Find("input[inputmode=decimal]").InputAsync(new ChangeEventArgs { Value = "7" });

        tab.Render(parameters => parameters.Add(page => page.Details, Details([forecast])));
        Assert.Equal("7", tab.Find("input[inputmode=decimal]").GetAttribute("value"));

        tab.Render(parameters => parameters.Add(page => page.Details, Details([Catalogue.Tool("clock")])));
        Assert.Equal("clock", tab.Find("#try-tool").GetAttribute("value"));
        Assert.Empty(tab.FindAll("input[inputmode=decimal]"));
    }

    private static string? State(IRenderedComponent<TryTab> tab) => tab.Find(".result").GetAttribute("data-result");

    private static List<string> Problems(IRenderedComponent<TryTab> tab) =>
        [.. tab.FindAll(".problem").Select(static problem => problem.TextContent).Where(static text => text.Length > 0)];

    private static Task RunAsync(IRenderedComponent<TryTab> tab) => tab.Find("button.primary").ClickAsync(new MouseEventArgs());

    private static Task AsJsonAsync(IRenderedComponent<TryTab> tab) =>
        tab.Find("label.check input").ChangeAsync(new ChangeEventArgs { Value = true });

    private static ServerDetails Details(IReadOnlyList<ToolRecord> tools) => new(
        new ServerView(Catalogue.Server("Weather"), new HealthView("healthy", null), tools.Count, 0, MayModify: false), null, tools);

    private IRenderedComponent<TryTab> Open(IReadOnlyList<ToolRecord> tools, string? initial = null) =>
        Render<TryTab>(parameters => parameters.Add(tab => tab.Details, Details(tools)).Add(tab => tab.Initial, initial));

    private sealed class Nobody : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() =>
            Task.FromResult(new AuthenticationState(new ClaimsPrincipal()));
    }
}
