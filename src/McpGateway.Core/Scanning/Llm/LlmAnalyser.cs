using System.ClientModel;
using System.Collections.Concurrent;
using McpGateway.Core.Scanning.Analysis;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Scanning.Llm;

/// <summary>
/// Has a language model judge the definitions. A model may be talked into anything, so its word only ever adds findings; what it cannot
/// judge, or answers in another form than asked, has not passed.
/// </summary>
internal sealed class LlmAnalyser(ChatClients clients, IOptions<ScanOptions> options) : IAnalyser, IDisposable
{
    private readonly ConcurrentDictionary<SubjectKind, IChatClient> _clients = new();

    public string Name => AnalyserNames.Llm;

    public async Task<AnalyserOutcome> AnalyseAsync(ScanSubject subject, CancellationToken cancellationToken)
    {
        var settings = options.Value.For(subject.Kind).Llm;
        if (!settings.IsConfigured)
        {
            return AnalyserOutcome.Skipped(settings.NotConfigured);
        }

        var client = _clients.GetOrAdd(subject.Kind, _ => clients.Create(settings));
        var questions = LlmQuestion.Of(subject, settings.MaxCharacters);
        var findings = new List<Finding>();
        var problems = new List<string>();
        foreach (var question in questions.Take(settings.MaxCalls))
        {
            var (verdicts, problem) = await AskAsync(client, question, settings, cancellationToken);
            if (problem is not null)
            {
                // Whatever is wrong with the service is wrong for the next question too.
                return AnalyserOutcome.Failed(problem, findings);
            }

            findings.AddRange(verdicts.Where(static verdict => verdict.Judgement == LlmJudgement.Unsafe)
                .Select(verdict => Of(question.Items[verdict.Id - 1], verdict)));
            problems.AddRange(verdicts.Where(static verdict => verdict.Judgement == LlmJudgement.Unsure)
                .Select(verdict => $"the model could not judge {NameOf(question.Items[verdict.Id - 1])}"));
            problems.AddRange(question.Items.Where(static item => item.IsCut)
                .Select(item => $"{NameOf(item)} is too long to be judged whole"));
        }

        if (questions.Count > settings.MaxCalls)
        {
            problems.Add($"the budget of {settings.MaxCalls} questions was not enough for {questions.Count}");
        }

        return problems.Count > 0 ? AnalyserOutcome.Failed(string.Join("; ", problems.Take(5)), findings) : AnalyserOutcome.Ran(findings);
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }
    }

    /// <summary>What the service says of its own failures is not passed on: it may quote keys or texts.</summary>
    private static async Task<(IReadOnlyList<LlmVerdict> Verdicts, string? Problem)> AskAsync(
        IChatClient client, LlmQuestion question, LlmOptions settings, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(settings.Timeout);
        try
        {
            var answer = await client.GetResponseAsync(
                question.Messages(),
                new() { ResponseFormat = LlmQuestion.Format, MaxOutputTokens = settings.MaxAnswerTokens },
                limit.Token);
            if (answer.FinishReason is { } reason && reason != ChatFinishReason.Stop)
            {
                return ([], $"the model's answer does not count: it did not come to its end ({Evidence.Of(reason.Value)})");
            }

            var verdicts = LlmVerdicts.Read(question, answer.Text, out var problem);
            return (verdicts, problem is null ? null : $"the model's answer does not count: {problem}");
        }
        catch (ClientResultException failure)
        {
            return ([], RefusalOf(failure.Status));
        }
        catch (HttpRequestException failure)
        {
            return ([], RefusalOf((int)(failure.StatusCode ?? 0)));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ([], $"the model did not answer within {settings.Timeout.TotalSeconds:0} seconds");
        }
#pragma warning disable CA1031 // what a service answers may break the client library in ways that it does not state
        catch (Exception failure) when (failure is not OperationCanceledException and not OutOfMemoryException)
#pragma warning restore CA1031
        {
            return ([], $"the model's answer cannot be read ({failure.GetType().Name})");
        }
    }

    /// <param name="status">0 when nothing answered.</param>
    private static string RefusalOf(int status) =>
        status > 0 ? $"the model's service answered {status}" : "the model's service cannot be reached";

    private static Finding Of(LlmItem item, LlmVerdict verdict) => new()
    {
        Analyser = AnalyserNames.Llm,
        Rule = "model-verdict",
        Severity = verdict.Severity ?? Severity.High,
        Reason = verdict.Reason.Length > 0 ? $"The model says: {verdict.Reason}" : "The model takes the definition for hostile.",
        Remedy = "Read the definition yourself; models err both ways.",
        Item = item.Item,
        Field = item.Item is null ? "texts" : "definition",
        Evidence = Evidence.Of(item.Text),
    };

    private static string NameOf(LlmItem item) => item.Item is { } name ? Evidence.Of(name) : "the description";
}
