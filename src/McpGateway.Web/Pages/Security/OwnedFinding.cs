using McpGateway.Core.Scanning.Analysis;
using McpGateway.Core.Scanning.Operations;
using McpGateway.Core.Scanning.Results;
using McpGateway.Web.Pages.Agent;
using McpGateway.Web.Pages.Server;

namespace McpGateway.Web.Pages.Security;

/// <summary>A finding with whose it is.</summary>
internal sealed record OwnedFinding(ScannedItem Item, TrackedFinding Tracked)
{
    public SubjectKind Kind => Item.Kind;

    public string Path => Item.Path;

    public string Name => Item.Name;

    public string Href => HrefOf(Item);

    public static IEnumerable<OwnedFinding> Of(IEnumerable<ScannedItem> items, DateTimeOffset now, FindingState state) =>
        items.Where(static item => item.Record is not null).SelectMany(item => item.Record!.Findings
            .Where(finding => finding.StateAt(now) == state).Select(finding => new OwnedFinding(item, finding)));

    /// <summary>The tab of the item that says more.</summary>
    public static string HrefOf(ScannedItem item) => item.Kind switch
    {
        SubjectKind.Server => ServerLinks.To(item.Path, "security"),
        SubjectKind.Agent => AgentLinks.To(item.Path, "security"),
    };

    public static bool Contains(ScannedItem item, string text) =>
        text.Length == 0 || Has(item.Name, text) || Has(item.Path, text)
            || item.Record?.Findings.Any(finding => Has(finding.Finding.Rule, text)) == true;

    public bool Contains(string text) => text.Length == 0 || Has(Name, text) || Has(Path, text)
        || Has(Tracked.Finding.Rule, text) || (Tracked.Finding.Item is { } item && Has(item, text));

    private static bool Has(string whole, string part) => whole.Contains(part, StringComparison.OrdinalIgnoreCase);
}
