using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using McpGateway.Cli.Access;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Running;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Policies;

/// <summary>
/// Reads cases and asks the gateway about them. A case is a sentence, <c>maria may call github.create_issue</c>, or a mapping with
/// <c>user</c>, <c>group</c> or <c>scope</c>, and <c>may</c> or <c>may_not</c> with one or several targets.
/// </summary>
internal static partial class PolicyCases
{
    private const int PerRequest = 500;

    private static readonly string[] Members = ["user", "group", "groups", "scope", "scopes", "may", "may_not", "method"];

    /// <exception cref="CommandFailure">A case cannot be read.</exception>
    public static IReadOnlyList<PolicyCase> Read(JsonNode? list, string name) => list switch
    {
        null => [],
        JsonArray cases => [.. cases.SelectMany((item, index) => ReadOne(item, index + 1, $"{name}, case {index + 1}"))],
        _ => throw CommandFailure.Misuse($"{name} must be a list of cases."),
    };

    /// <summary>Asks about all cases.</summary>
    /// <param name="scopes">
    /// Scopes that are not in force, in the form in which groups are imported; none asks about the stored policy.
    /// </param>
    public static async Task<IReadOnlyList<PolicyVerdict>> JudgeAsync(
        CommandRun run, IReadOnlyList<PolicyCase> cases, JsonArray scopes, CancellationToken cancellationToken, string? draft = null,
        bool replaces = false)
    {
        var verdicts = new List<PolicyVerdict>(cases.Count);
        foreach (var chunk in cases.Chunk(PerRequest))
        {
            verdicts.AddRange(await JudgeAsync(chunk));
        }

        return verdicts;

        // One case about somebody who is not there refuses all that are asked with it: what is left is asked in halves.
        async Task<IEnumerable<PolicyVerdict>> JudgeAsync(PolicyCase[] some)
        {
            try
            {
                var answer = await run.SendAsync(
                    ApiRoutes.AccessSimulate, Bodies.Json(QuestionsOf(some, scopes, draft, replaces)), cancellationToken);
                return some.Zip(answer.Items("answers"), static (item, verdict) =>
                    new PolicyVerdict(item, verdict.Flag("allowed") == item.IsAllowed, verdict.Text("reason")));
            }
            catch (CommandFailure unknown) when (unknown.ExitCode == ExitCodes.NotFound)
            {
                return some is [var one]
                    ? [new(one, Holds: false, Unknown(one, unknown)) { IsError = true }]
                    : (await JudgeAsync(some[..(some.Length / 2)])).Concat(await JudgeAsync(some[(some.Length / 2)..]));
            }
        }
    }

    /// <summary>In the words of the file, and not of the API.</summary>
    private static string Unknown(PolicyCase item, CommandFailure refused) => item.User is { } user
        ? $"user '{user}' is not known at the gateway: say group or scope in place of user"
        : refused.Message;

    private static JsonObject QuestionsOf(PolicyCase[] cases, JsonArray scopes, string? draft, bool replaces)
    {
        var body = new JsonObject
        {
            ["scopes"] = scopes.DeepClone(),
            ["replace"] = replaces,
            ["questions"] = new JsonArray([.. cases.Select(static item => (JsonNode)AccessQuestion.ToJson(
                item.Server, item.Method ?? (item.Tool is null ? null : "tools/call"), item.Tool, item.User, [.. item.Groups],
                [.. item.Scopes]))]),
        };
        if (draft is not null)
        {
            body["draft"] = draft;
        }

        return body;
    }

    private static IEnumerable<PolicyCase> ReadOne(JsonNode? item, int number, string place) => item switch
    {
        JsonValue sentence => [OfSentence(sentence.ToString(), number, place)],
        JsonObject mapping => OfMapping(mapping, number, place),
        _ => throw CommandFailure.Misuse($"{place} is neither a sentence nor a mapping."),
    };

    private static PolicyCase OfSentence(string sentence, int number, string place)
    {
        var match = Sentence().Match(sentence.Trim());
        if (!match.Success)
        {
            throw CommandFailure.Misuse(
                $"{place} is not understood: {sentence}",
                "Say: maria may call github.create_issue; group developers may not use billing.");
        }

        var name = match.Groups["name"].Value;
        var who = match.Groups["who"].Value;
        var (server, tool) = TargetOf(match.Groups["target"].Value);
        return new(
            number,
            sentence.Trim(),
            who is "" or "user" ? name : null,
            who == "group" ? [name] : [],
            who == "scope" ? [name] : [],
            server,
            Method: null,
            tool,
            !match.Groups["not"].Success);
    }

    private static IEnumerable<PolicyCase> OfMapping(JsonObject mapping, int number, string place)
    {
        if (mapping.Select(static member => member.Key).FirstOrDefault(static member => !Members.Contains(member)) is { } unknown)
        {
            throw CommandFailure.Misuse(
                $"{place} has a member '{unknown}' that is not known.", $"Members are {string.Join(", ", Members)}.");
        }

        var user = mapping["user"]?.ToString();
        string[] groups = [.. Texts(mapping["group"]), .. Texts(mapping["groups"])];
        string[] scopes = [.. Texts(mapping["scope"]), .. Texts(mapping["scopes"])];
        if (user is null && groups.Length + scopes.Length == 0)
        {
            throw CommandFailure.Misuse($"{place} does not say who: user, group or scope.");
        }

        var targets = Texts(mapping["may"]).Select(static target => (target, true))
            .Concat(Texts(mapping["may_not"]).Select(static target => (target, false))).ToArray();
        if (targets.Length == 0)
        {
            throw CommandFailure.Misuse($"{place} does not say what: may or may_not.");
        }

        var who = user ?? (groups.Length > 0 ? $"group {string.Join(", ", groups)}" : $"scope {string.Join(", ", scopes)}");
        foreach (var (target, isAllowed) in targets)
        {
            var (server, tool) = TargetOf(target);
            yield return new(
                number, $"{who} {(isAllowed ? "may" : "may not")} use {target}", user, groups, scopes, server,
                mapping["method"]?.ToString(), tool, isAllowed);
        }
    }

    /// <summary><c>server.tool</c>, or a server alone. The last dot separates them.</summary>
    private static (string Server, string? Tool) TargetOf(string target)
    {
        var dot = target.LastIndexOf('.');
        return dot <= 0 || dot == target.Length - 1 ? (target.Trim('/'), null) : (target[..dot].Trim('/'), target[(dot + 1)..]);
    }

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        null => [],
        JsonArray list => list.Select(static item => item?.ToString() ?? ""),
        _ => [node.ToString()],
    };

    [GeneratedRegex(@"^(?:(?<who>user|group|scope)\s+)?(?<name>\S+)\s+may(?<not>\s+not)?\s+(?:call|use)\s+(?<target>\S+?)\.?$")]
    private static partial Regex Sentence();
}
