using McpGateway.Core.Agents;
using McpGateway.Core.Agents.Operations;
using McpGateway.Core.Registry.Servers;
using McpGateway.Web.Components;

namespace McpGateway.Web.Pages.AgentForm;

/// <summary>What the fields of the form hold.</summary>
internal sealed class AgentFields
{
    public const string Keep = "keep";
    public const string ByUrl = "url";
    public const string Pasted = "card";

    /// <summary>Where the card comes from: one of the above.</summary>
    public string Source { get; set; } = ByUrl;

    public string Url { get; set; } = "";

    public string Card { get; set; } = "";

    public string Path { get; set; } = "";

    public string Visibility { get; set; } = ItemVisibility.Public;

    public string Groups { get; set; } = "";

    public string Trust { get; set; } = AgentTrust.Unverified;

    public string Status { get; set; } = AgentStatus.Active;

    public string Tags { get; set; } = "";

    public string License { get; set; } = "";

    public bool EnableAtOnce { get; set; } = true;

    public static AgentFields Of(AgentDocument agent) => new()
    {
        Source = Keep,
        Url = agent.CardUrl ?? "",
        Card = JsonText.Pretty(agent.Card),
        Path = agent.Path,
        Visibility = agent.Visibility,
        Groups = string.Join(", ", agent.AllowedGroups),
        Trust = agent.TrustLevel,
        Status = agent.Status,
        Tags = string.Join(", ", agent.Tags),
        License = agent.License,
    };

    /// <param name="givesTrust">Whether the person may give a level of trust: others do not state one.</param>
    /// <returns>Null when the pasted text is no JSON object.</returns>
    public AgentRegistration? ToDraft(bool givesTrust)
    {
        var card = Source == Pasted ? JsonText.TryParse(Card) : null;
        if (Source == Pasted && card is not { ValueKind: System.Text.Json.JsonValueKind.Object })
        {
            return null;
        }

        return new()
        {
            Path = Path.Trim().Length > 0 ? Path.Trim() : null,
            Card = card,
            CardUrl = Source == ByUrl ? Url.Trim() : null,
            Visibility = Visibility,
            AllowedGroups = Visibility == ItemVisibility.GroupRestricted ? Split(Groups) : [],
            TrustLevel = givesTrust ? Trust : null,
            Status = Status,
            Tags = Split(Tags),
            License = License.Trim().Length > 0 ? License.Trim() : "N/A",
        };
    }

    private static string[] Split(string text) =>
        [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal)];
}
