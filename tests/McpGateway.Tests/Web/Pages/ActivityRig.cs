using System.Text.Json;
using Bunit;
using McpGateway.Core.Audit;
using McpGateway.Foundation.Records;
using McpGateway.Identity.Sessions;
using McpGateway.Web.Pages.Activity;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Web.Pages;

/// <summary>The page of calls, with the calls that a test puts into the log.</summary>
public abstract class ActivityRig : PageRig
{
    private protected LogEntry Entry(
        string user, string outcome, int status, double milliseconds = 1, Func<CallEntry, CallEntry>? change = null) => new()
        {
            Stream = CallEntry.Stream,
            At = Time.GetUtcNow(),
            User = user,
            Server = "/time",
            Outcome = outcome,
            Body = JsonSerializer.Serialize(
                (change ?? (static call => call))(new CallEntry
                {
                    At = Time.GetUtcNow(),
                    Server = "time",
                    Method = "tools/call",
                    Target = "time_now",
                    User = user,
                    AuthMethod = "traditional",
                    Outcome = outcome,
                    Status = status,
                    DurationMs = milliseconds,
                }),
                AuditJsonContext.Default.CallEntry),
        };

    private protected async Task<IRenderedComponent<ActivityPage>> OpenAsync(bool isAdmin, string query = "", params string[] groups)
    {
        var visitor = await VisitorAsync(isAdmin, groups);
        Services.GetRequiredService<NavigationManager>().NavigateTo("ui/activity" + query);
        return Render<ActivityPage>(parameters => parameters.AddCascadingValue(visitor));
    }

    private async Task<BrowserSession> VisitorAsync(bool isAdmin, params string[] groups)
    {
        await StartAsync();
        await PutScopeAsync(isAdmin ? "registry-admins" : "readers", "staff", isAdmin);
        return await SignInAsync([.. groups, "staff"]);
    }
}
