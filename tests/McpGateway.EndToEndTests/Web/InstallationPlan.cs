using System.Text.Json.Nodes;

namespace McpGateway.EndToEndTests.Web;

/// <summary>What an installation of a company looks like after a month: which servers, how each is, who calls what.
/// The same each time.</summary>
internal static class InstallationPlan
{
    public static readonly IReadOnlyList<string> Groups =
        ["engineering", "platform", "support", "sales", "finance", "marketing", "research", "contractors"];

    public static readonly IReadOnlyList<string> Users =
    [
        "ana", "bela", "chen", "dmitri", "elif", "farah", "gustav", "hana", "ines", "jonas", "kofi", "lena", "maria", "nikhil", "olga",
        "pedro", "quynh", "rosa", "sven", "tomasz",
    ];

    /// <summary>What every server can do with what it has.</summary>
    public static readonly IReadOnlyList<string> Verbs = ["search", "list", "get", "create", "update", "delete"];

    private static readonly string[] Lines =
    [
        "GitHub|issue|development,code",
        "GitLab|merge_request|development,code",
        "Jira|ticket|development,planning",
        "Linear|ticket|planning",
        "Confluence|page|documents",
        "Notion|page|documents",
        "Google Drive|file|documents",
        "SharePoint|file|documents,microsoft",
        "Slack|message|chat",
        "Microsoft Teams|message|chat,microsoft",
        "Outlook|mail|mail,microsoft",
        "Gmail|mail|mail",
        "Google Calendar|event|calendar",
        "Zoom|meeting|calendar",
        "Salesforce|account|sales,crm",
        "HubSpot|contact|sales,crm",
        "Zendesk|ticket|support",
        "Intercom|conversation|support",
        "ServiceNow|incident|support,operations",
        "PagerDuty|incident|operations",
        "Opsgenie|alert|operations",
        "Datadog|monitor|operations,metrics",
        "Grafana|dashboard|operations,metrics",
        "Prometheus|series|operations,metrics",
        "Sentry|error|operations,code",
        "Splunk|log|operations,security",
        "Elasticsearch|index|data,search",
        "OpenSearch|index|data,search",
        "PostgreSQL|row|data",
        "MySQL|row|data",
        "MongoDB|record|data",
        "Redis|key|data",
        "Snowflake|table|data,warehouse",
        "BigQuery|table|data,warehouse",
        "Databricks|notebook|data,warehouse",
        "dbt|model|data,warehouse",
        "Airflow|run|data",
        "Kafka|topic|data,messaging",
        "RabbitMQ|queue|data,messaging",
        "Kubernetes|pod|infrastructure",
        "Docker|container|infrastructure",
        "Terraform|plan|infrastructure",
        "AWS|resource|infrastructure,cloud",
        "Azure|resource|infrastructure,cloud,microsoft",
        "Google Cloud|resource|infrastructure,cloud",
        "Cloudflare|zone|infrastructure,network",
        "Vault|secret|security",
        "Okta|user|security,identity",
        "Snyk|finding|security,code",
        "SonarQube|finding|security,code",
        "Jenkins|build|development,delivery",
        "CircleCI|build|development,delivery",
        "Argo CD|deployment|delivery",
        "Artifactory|package|delivery",
        "Figma|frame|design",
        "Miro|board|design",
        "Stripe|payment|finance",
        "NetSuite|invoice|finance",
        "Workday|person|people",
        "BambooHR|person|people",
        "Greenhouse|candidate|people",
        "Asana|task|planning",
        "Trello|card|planning",
        "Monday|item|planning",
        "An internal server with a name that is rather longer than anybody thought when cards were drawn|entry|internal,a-long-tag-too",
    ];

    private static readonly Dictionary<string, State> Odd = new(StringComparer.Ordinal)
    {
        ["Kafka"] = State.Down,
        ["MySQL"] = State.Down,
        ["Opsgenie"] = State.Down,
        ["Workday"] = State.Down,
        ["Zoom"] = State.Down,
        ["Okta"] = State.Locked,
        ["Salesforce"] = State.Locked,
        ["Vault"] = State.Locked,
        ["Airflow"] = State.Slow,
        ["Databricks"] = State.Slow,
        ["NetSuite"] = State.Slow,
        ["AWS"] = State.Changed,
        ["Asana"] = State.Changed,
        ["Confluence"] = State.Changed,
        ["Figma"] = State.Changed,
        ["GitLab"] = State.Changed,
        ["Intercom"] = State.Changed,
        ["Jenkins"] = State.Changed,
        ["Linear"] = State.PartlyChanged,
        ["Notion"] = State.Changed,
        ["Zendesk"] = State.Changed,
        ["Monday"] = State.Off,
        ["Trello"] = State.Off,
    };

    /// <summary>Beside the two that every gateway brings.</summary>
    public static readonly IReadOnlyList<PlannedServer> Servers = [.. Lines.Select(static line => Read(line.Split('|')))];

    public enum State
    {
        Healthy,
        Slow,
        Down,
        Locked,
        Changed,
        PartlyChanged,
        Off,
    }

    /// <summary>Of nine servers all tools are changed, of one half of them.</summary>
    public const int ChangedTools = 57;

    /// <summary>Is in two groups.</summary>
    public const string InTwoGroups = "jonas";

    public static IReadOnlyList<string> GroupsOf(string user)
    {
        var group = Groups[Users.ToList().IndexOf(user) % Groups.Count];
        return user == InTwoGroups ? [group, "support"] : [group];
    }

    /// <summary>The servers that a group may use.</summary>
    public static IEnumerable<PlannedServer> ServersOf(string group) =>
        Servers.Where((_, number) => number % Groups.Count == Groups.ToList().IndexOf(group));

    /// <summary>The tools of a server, as it tells them.</summary>
    /// <param name="server">Whose.</param>
    /// <param name="addition">What it says of each of them besides.</param>
    public static JsonArray ToolsOf(PlannedServer server, string addition = "") =>
        new([.. Verbs.Select((verb, number) => (JsonNode)InstallationFlaws.Put(server, verb, new JsonObject
        {
            ["name"] = $"{verb}_{server.Noun}",
            ["description"] = DescriptionOf(server, verb) + (server.State == State.PartlyChanged && number % 2 == 0 ? "" : addition),
            ["inputSchema"] = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject
                {
                    ["id"] = new JsonObject { ["type"] = "string", ["description"] = $"Which {server.Noun}." },
                    ["limit"] = new JsonObject { ["type"] = "integer", ["description"] = "How many at most.", ["default"] = 20 },
                },
                ["required"] = new JsonArray("id"),
            },
            ["annotations"] = new JsonObject
            {
                ["readOnlyHint"] = verb is "search" or "list" or "get",
                ["destructiveHint"] = verb is "delete",
                ["idempotentHint"] = verb is "update" or "delete",
                ["openWorldHint"] = true,
            },
        }))]);

    private static PlannedServer Read(string[] parts)
    {
        var path = "/" + string.Join('-', parts[0].ToLowerInvariant().Split(' ').Take(6));
        return new(parts[0], path, parts[1], parts[2].Split(','), Odd.GetValueOrDefault(parts[0]));
    }

    private static string DescriptionOf(PlannedServer server, string verb) =>
        $"""
        {char.ToUpperInvariant(verb[0])}{verb[1..]}{(verb == "search" ? "es" : "s")} one **{server.Noun}** or more of {server.Name}.

        - answers at most `limit` of them
        - fails when there is none

        See [the manual](https://docs.example.com/{verb}) for what it costs.
        """;
}

/// <summary>A server of the installation.</summary>
internal sealed record PlannedServer(string Name, string Path, string Noun, IReadOnlyList<string> Tags, InstallationPlan.State State);
