using System.Text.Json;
using McpGateway.Core.Scanning.Analysis;
using McpGateway.Foundation;

namespace McpGateway.Core.Scanning.Llm;

/// <summary>Reads an answer. It counts only as a whole: what is not of the form that was asked for judges nothing.</summary>
internal static class LlmVerdicts
{
    private const int LongestText = 400;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <param name="problem">Why the answer judges nothing; null when it does.</param>
    public static IReadOnlyList<LlmVerdict> Read(LlmQuestion question, string? answer, out string? problem)
    {
        problem = null;
        try
        {
            using var document = JsonDocument.Parse(WithoutFence(answer ?? ""), Strict);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || root.TextOf("token") != question.Token)
            {
                problem = "the answer does not repeat the question's token, as if something else had been answered";
                return [];
            }

            if (!root.TryGetProperty("verdicts", out var entries) || entries.ValueKind != JsonValueKind.Array)
            {
                problem = "the answer has no verdicts";
                return [];
            }

            var verdicts = entries.EnumerateArray().Select(static entry => VerdictOf(entry)).ToArray();
            var ids = verdicts.OfType<LlmVerdict>().Select(static verdict => verdict.Id).Order().ToArray();
            if (ids.Length == verdicts.Length && ids.SequenceEqual(question.Items.Select(static item => item.Id)))
            {
                return [.. verdicts.OfType<LlmVerdict>()];
            }

            problem = "the answer has not exactly one proper verdict for each definition";
            return [];
        }
        catch (JsonException)
        {
            problem = "the answer is not the JSON that was asked for";
            return [];
        }
    }

    private static LlmVerdict? VerdictOf(JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty("id", out var id)
            || id.ValueKind != JsonValueKind.Number || !id.TryGetInt32(out var number))
        {
            return null;
        }

        // A word for the severity that was not among those to choose from says nothing, so that the verdict beside it says nothing either.
        var word = entry.TextOf("severity");
        var severity = SeverityWords.Parse(word);
        if (severity is null && !IsNone(word))
        {
            return null;
        }

        return entry.TextOf("verdict") switch
        {
            "safe" when severity is null or Severity.Low => new(number, LlmJudgement.Safe, null, "", ""),
            "unsafe" => new(
                number, LlmJudgement.Unsafe, severity ?? Severity.High, Cut(entry.TextOf("category")), Cut(entry.TextOf("reason"))),
            "unsure" => new(number, LlmJudgement.Unsure, severity, Cut(entry.TextOf("category")), Cut(entry.TextOf("reason"))),
            _ => null,
        };
    }

    private static bool IsNone(string? word) =>
        string.IsNullOrWhiteSpace(word) || string.Equals(word.Trim(), "none", StringComparison.OrdinalIgnoreCase);

    private static string Cut(string? text) => Evidence.Of((text ?? "").Length > LongestText ? text![..LongestText] : text ?? "");

    /// <summary>Many models put their JSON into a block of Markdown.</summary>
    private static string WithoutFence(string answer)
    {
        var text = answer.Trim();
        return text.StartsWith("```", StringComparison.Ordinal) && text.EndsWith("```", StringComparison.Ordinal)
            && text.IndexOf('\n', StringComparison.Ordinal) is var line and > 0
            ? text[line..^3]
            : text;
    }
}

/// <summary>What a model says of one definition.</summary>
internal sealed record LlmVerdict(int Id, LlmJudgement Judgement, Severity? Severity, string Category, string Reason);

internal enum LlmJudgement
{
    Safe,
    Unsafe,
    Unsure,
}
