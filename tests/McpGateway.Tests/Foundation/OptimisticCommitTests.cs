using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Tests.Storage;
using McpGateway.Tests.Storage.Contracts;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpGateway.Tests.Foundation;

public sealed class OptimisticCommitTests : IAsyncDisposable
{
    private readonly SqliteFixture _fixture = new(TimeProvider.System);
    private readonly DocumentStore _documents;

    public OptimisticCommitTests() => _documents = new(_fixture.Documents, () => [], NullLogger<DocumentStore>.Instance);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _documents.Dispose();
        await _fixture.DisposeAsync();
    }

    [Fact]
    public async Task Run_ManyWritersOfOneDocument_AllSucceedAndNoneIsLost()
    {
        const int writers = 60;

        var outcomes = await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(() => AppendAsync(_documents), Cancel)));

        Assert.All(outcomes, outcome => Assert.True(outcome.IsSuccess, outcome.Error?.Detail));
        Assert.Equal(Enumerable.Range(1, writers), outcomes.Select(outcome => outcome.Value).Order());
    }

    [Fact]
    public async Task Run_WritersOnTwoReplicas_AllSucceed()
    {
        using var other = new DocumentStore(_fixture.Documents, () => [], NullLogger<DocumentStore>.Instance);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 40).Select(
            index => Task.Run(() => AppendAsync(index % 2 == 0 ? _documents : other), Cancel)));

        Assert.Equal(Enumerable.Range(1, 40), outcomes.Select(outcome => outcome.Value).Order());
    }

    [Fact]
    public async Task Run_EveryAttemptMeetsAnotherWriter_EndsWithConflict()
    {
        var plans = 0;

        var outcome = await OptimisticCommit.RunAsync(
            _documents,
            _ =>
            {
                plans++;
                return Planned(new DocumentBatch().Put(Notes.Plain, "a", new("x"), expectedVersion: 7), 0);
            },
            Cancel);

        Assert.Equal(ErrorKind.Conflict, outcome.Error?.Kind);
        Assert.InRange(plans, 10, 100);
    }

    [Fact]
    public async Task Run_PlanRefuses_AnswersItsErrorAndPlansOnce()
    {
        var plans = 0;

        var outcome = await OptimisticCommit.RunAsync<int>(
            _documents,
            _ =>
            {
                plans++;
                return Task.FromResult<Result<PendingWrite<int>>>(new Error(ErrorKind.Forbidden, "no"));
            },
            Cancel);

        Assert.Equal((ErrorKind.Forbidden, 1), (outcome.Error!.Kind, plans));
    }

    [Fact]
    public async Task Run_NothingToWrite_AnswersTheOutcomeWithoutRevision()
    {
        var outcome = await OptimisticCommit.RunAsync(_documents, _ => Planned(new DocumentBatch(), 5), Cancel);

        Assert.Equal((5, 0L), (outcome.Value, await _fixture.Documents.ReadRevisionAsync(Cancel)));
    }

    [Fact]
    public async Task Run_CancelledWhileItWaitsForItsTurn_EndsAndLetsOthersGoOn()
    {
        var (entered, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var first = OptimisticCommit.RunAsync(_documents, Conflicting(entered, release), Cancel);
        await entered.Task.WaitAsync(Cancel);
        using var caller = new CancellationTokenSource();
        var conflicted = new TaskCompletionSource();
        var waiting = OptimisticCommit.RunAsync(_documents, Conflicting(conflicted, null), caller.Token);
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        release.SetResult();
        Assert.Equal(2, (await first).Value);
        Assert.True((await AppendAsync(_documents)).IsSuccess);
    }

    /// <summary>A plan whose first commit conflicts; the second tells that it runs and waits.</summary>
    private static Func<CancellationToken, Task<Result<PendingWrite<int>>>> Conflicting(
        TaskCompletionSource entered, TaskCompletionSource? release)
    {
        var plans = 0;
        return async token =>
        {
            if (++plans == 1)
            {
                return new PendingWrite<int>(new DocumentBatch().Put(Notes.Plain, "hot", new("x"), expectedVersion: 99), 1);
            }

            entered.TrySetResult();
            await (release?.Task ?? Task.CompletedTask).WaitAsync(token);
            return new PendingWrite<int>(new DocumentBatch(), plans);
        };
    }

    private static Task<Result<PendingWrite<T>>> Planned<T>(DocumentBatch batch, T outcome) =>
        Task.FromResult<Result<PendingWrite<T>>>(new PendingWrite<T>(batch, outcome));

    /// <returns>How long the text is then.</returns>
    private Task<Result<int>> AppendAsync(DocumentStore documents) => OptimisticCommit.RunAsync(
        documents,
        async token =>
        {
            var present = await _fixture.Documents.FindAsync(Notes.Plain, "hot", token);
            var next = present?.Value.Text + "x";
            return (Result<PendingWrite<int>>)new PendingWrite<int>(
                new DocumentBatch().Put(Notes.Plain, "hot", new(next), present?.Version ?? DocumentBatch.Absent), next.Length);
        },
        Cancel);
}
