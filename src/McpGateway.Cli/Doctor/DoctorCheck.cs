using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.Doctor;

/// <summary>One thing that was looked at, and what was found.</summary>
/// <param name="Name">Short name, the same on each run.</param>
/// <param name="Facts">What is so, for who wants to know; empty for most.</param>
/// <param name="Problems">What is wrong; empty when nothing is.</param>
internal sealed record DoctorCheck(string Name, string Facts, IReadOnlyList<Problem> Problems)
{
    public static DoctorCheck Fine(string name, string facts) => new(name, facts, []);

    public static DoctorCheck Wrong(string name, string problem, string advice, string severity = "error", string subject = "") =>
        new(name, "", [new(severity, subject, problem, advice)]);

    /// <summary>The checks that the gateway ran.</summary>
    public static IEnumerable<DoctorCheck> OfReport(JsonElement report) => report.Items("checks").Select(JsonRead.ScalarOf)
        .Select(name => new DoctorCheck(name, "", [.. report.Items("findings").Where(finding => finding.Text("check") == name)
            .Select(static finding => new Problem(
                finding.Text("severity"), finding.Text("subject"), finding.Text("problem"), finding.Text("advice")))]));

    public JsonNode ToJson() => new JsonObject
    {
        ["name"] = Name,
        ["facts"] = Facts,
        ["findings"] = new JsonArray([.. Problems.Select(static problem => (JsonNode)new JsonObject
        {
            ["severity"] = problem.Severity,
            ["subject"] = problem.Subject,
            ["problem"] = problem.Sentence,
            ["advice"] = problem.Advice,
        })]),
    };
}

/// <summary>Something that is not as it should be.</summary>
/// <param name="Severity"><c>error</c>, <c>warning</c> or <c>note</c>.</param>
internal sealed record Problem(string Severity, string Subject, string Sentence, string Advice);
