using System.Text.Json;
using Bunit;
using McpGateway.Foundation.Auditing;
using McpGateway.Storage.Audit;
using McpGateway.Storage.Sql;
using McpGateway.Tests.Storage;
using McpGateway.Web.Pages.Audit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Web.Pages;

/// <summary>The Audit page on a real trail.</summary>
public sealed class AuditPageTests : PageRig
{
    private readonly SqliteFixture _fixture = new(TimeProvider.System);

    private protected override IAuditTrail Trail => new SqlAuditTrail(_fixture.Database);

    [Fact]
    public async Task Page_OfSomebodyElse_ShowsNothing()
    {
        await WriteAsync(Event("ann"));
        var page = await OpenAsync(isAdmin: false);

        Assert.Contains("Only administrators", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("ann", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_Opened_ShowsTheNewestFirstInWords()
    {
        await WriteAsync(Event("ann"), Event("cy", "login", "session", stream: "sign_in", outcome: "failure"));
        var page = await OpenAsync(isAdmin: true);

        var rows = page.FindAll("[aria-label=Events] tbody tr");
        Assert.Equal(2, rows.Count);
        Assert.Contains("update server", page.Markup, StringComparison.Ordinal);
        Assert.Contains("Failed", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Address_Filter_NarrowsTheList()
    {
        await WriteAsync(Event("ann"), Event("bob"));
        var page = await OpenAsync(isAdmin: true, "?user=ann");

        Assert.Single(page.FindAll("[aria-label=Events] tbody tr"));
        Assert.Equal("ann", page.Find("[aria-label=User]").GetAttribute("value"));
        Assert.Contains("username=ann", page.Find("[download='audit.csv']").GetAttribute("href"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filter_Field_BecomesTheQuestion()
    {
        await WriteAsync(Event("ann"), Event("ann", "delete", "agent"));
        var page = await OpenAsync(isAdmin: true);

        await page.Find("[aria-label^='Kind of resource']").ChangeAsync(new ChangeEventArgs { Value = "agent 1" });

        Assert.Contains("delete agent", Assert.Single(page.FindAll("[aria-label=Events] tbody tr")).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trace_OfAnEvent_LeadsToWhereTracesAre()
    {
        TraceTemplate = "https://traces.example.com/trace/{trace_id}";
        await WriteAsync(Event("ann") with { TraceId = "0af7651916cd43dd8448eb211c80319c" });
        var page = await OpenAsync(isAdmin: true);

        await page.Find("[aria-expanded]").ClickAsync(new MouseEventArgs());

        Assert.Equal(
            "https://traces.example.com/trace/0af7651916cd43dd8448eb211c80319c", page.Find("[data-trace=link]").GetAttribute("href"));
    }

    [Fact]
    public async Task Event_Opened_ShowsBeforeAndAfter()
    {
        await WriteAsync(Event("ann") with
        {
            Action = new()
            {
                Operation = "update",
                ResourceType = "server",
                ResourceId = "time",
                Changes =
                [
                    new("description", JsonElement.Parse("\"old <b>text\""), JsonElement.Parse("\"new text\"")),
                    new("tags", null, JsonElement.Parse("[\"x\"]")),
                ],
            },
        });
        var page = await OpenAsync(isAdmin: true);

        await page.Find("[aria-expanded]").ClickAsync(new MouseEventArgs());

        var cells = page.FindAll("[aria-label='What changed'] tbody td").Select(static cell => cell.TextContent.Trim()).ToArray();
        Assert.Equal("description", cells[0]);
        Assert.Equal(("old <b>text", "new text"), (cells[1], cells[2]));
        Assert.Equal(("tags", ""), (cells[3], cells[4]));
        Assert.Equal(2, page.FindAll("[aria-label='What changed'] mark").Count);
    }

    [Theory]
    [InlineData("?event=registry_api:7", 118)]
    [InlineData("?event=registry_api:7&user=ann", 9)]
    [InlineData("?event=registry_api:7&stream=registry_api&hours=1", 118)]
    public async Task Address_EventBehindManyNewerOnes_ShowsItOpenWithItsNeighbours(string query, int onPage)
    {
        await WriteEachAsync(Enumerable.Range(1, 300).Select(static number => Event(number < 10 ? "ann" : "bob") with
        {
            Timestamp = new SteppedTime().GetUtcNow().AddHours(number - 400),
        }));
        var page = await OpenAsync(isAdmin: true, query);

        Assert.Equal("true", page.Find("#event-registry_api-7").GetAttribute("aria-expanded"));
        Assert.NotNull(page.Find("[data-event='registry_api:7']"));
        var shown = page.FindAll("[aria-label=Events] tbody button").Select(static button => button.Id).ToArray();
        Assert.Equal("event-registry_api-8", shown[Array.IndexOf(shown, "event-registry_api-7") - 1]);
        Assert.Equal("event-registry_api-6", shown[Array.IndexOf(shown, "event-registry_api-7") + 1]);
        Assert.True(shown.Length <= onPage, $"{shown.Length}");

        await page.Find(".narrowed button").ClickAsync(new MouseEventArgs());

        Assert.Empty(page.FindAll(".narrowed button"));
        var newest = page.FindAll("[aria-label=Events] tbody button").Take(5).Select(static button => button.Id);
        Assert.DoesNotContain("event-registry_api-7", newest);
    }

    [Theory]
    [InlineData("?event=registry_api:7&user=cy", "not among those")]
    [InlineData("?event=registry_api:7000", "no such event")]
    [InlineData("?event=nonsense", "no such event")]
    [InlineData("?event=sign_in:-1", "no such event")]
    public async Task Address_EventThatCannotBeShown_SaysWhy(string query, string reason)
    {
        await WriteAsync([.. Enumerable.Repeat(Event("ann"), 8), Event("cy")]);
        var page = await OpenAsync(isAdmin: true, query);

        Assert.Contains(reason, page.Find("[data-missing]").TextContent, StringComparison.Ordinal);
        Assert.NotEmpty(page.FindAll("[aria-label=Events] tbody tr"));
    }

    [Fact]
    public async Task Verify_ChangedRow_IsNamed()
    {
        await WriteAsync(Event("ann"), Event("bob"));
        var page = await OpenAsync(isAdmin: true);
        await VerifyAsync(page);
        Assert.Contains("The audit is not signed", page.Find("#audit-verdict").TextContent, StringComparison.Ordinal);

        await _fixture.Database.WriteAsync(
            static async (session, token) => new WriteOutcome<int>(
                await session.ExecuteAsync("UPDATE audit_events SET body = replace(body, 'bob', 'eve')", token), Keep: true),
            false, Cancellation);
        await VerifyAsync(page);

        Assert.Contains("Event 2 was changed", page.Find("#audit-verdict").TextContent, StringComparison.Ordinal);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _fixture.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private static Task VerifyAsync(IRenderedComponent<AuditPage> page) =>
        page.FindAll("button").Single(static button => button.TextContent.Contains("Verify", StringComparison.Ordinal))
            .ClickAsync(new MouseEventArgs());

    private static AuditEvent Event(
        string user, string operation = "update", string type = "server", string stream = "registry_api", string outcome = "success") =>
        new()
        {
            LogType = stream,
            Timestamp = new SteppedTime().GetUtcNow(),
            Identity = new() { Username = user },
            Response = new() { Outcome = outcome },
            Action = new() { Operation = operation, ResourceType = type, ResourceId = "1" },
            Authorization = new() { Decision = AuditDecisions.Allow },
        };

    private async Task WriteEachAsync(IEnumerable<AuditEvent> events)
    {
        foreach (var few in events.Chunk(100))
        {
            await WriteAsync(few);
        }
    }

    private Task WriteAsync(params AuditEvent[] events) => Trail.AppendAsync(events, Cancellation);

    private async Task<IRenderedComponent<AuditPage>> OpenAsync(bool isAdmin, string query = "")
    {
        await StartAsync();
        await PutScopeAsync(isAdmin ? "registry-admins" : "readers", "staff", isAdmin);
        var visitor = await SignInAsync("staff");
        Services.GetRequiredService<NavigationManager>().NavigateTo("ui/audit" + query);
        return Render<AuditPage>(parameters => parameters.AddCascadingValue(visitor));
    }
}
