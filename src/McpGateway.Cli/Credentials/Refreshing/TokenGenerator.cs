using System.Text.Json.Nodes;
using McpGateway.Cli.Credentials.Files;
using McpGateway.Cli.Credentials.Sources;
using McpGateway.Cli.OAuth;
using McpGateway.Cli.Running;

namespace McpGateway.Cli.Credentials.Refreshing;

/// <summary>Makes token files while the user is there: what has no refresh token, or a dead one, is signed in for.</summary>
/// <param name="uninterrupted">What goes on when the process is told to stop: a token that was asked for is kept.</param>
internal sealed class TokenGenerator(TokenDirectory directory, TimeProvider time, UninterruptedWork uninterrupted, Action<string> tell)
{
    /// <summary>A token with more than this left is good enough.</summary>
    private static readonly TimeSpan Enough = TimeSpan.FromMinutes(5);

    /// <param name="sources">In this order, one after the other: two browser windows at once help nobody.</param>
    /// <param name="isForced">Whether good tokens are replaced as well.</param>
    /// <returns>How many files could not be made.</returns>
    public async Task<int> RunAsync(IReadOnlyList<ITokenSource> sources, bool isForced, CancellationToken cancellationToken)
    {
        using var _ = await directory.LockAsync(time, cancellationToken);
        var failed = 0;
        foreach (var source in sources)
        {
            failed += await IsMadeAsync(source, isForced, cancellationToken) ? 0 : 1;
        }

        if (sources.FirstOrDefault(source => source.Kind == TokenKind.Egress) is { } first && directory.Read(first.FileName) is { } token)
        {
            directory.Write(EgressSource.CommonFile, token);
        }

        return failed;
    }

    private async Task<bool> IsMadeAsync(ITokenSource source, bool isForced, CancellationToken cancellationToken)
    {
        var current = directory.Read(source.FileName);
        if (!isForced && IsGood(current))
        {
            tell($"{source.FileName}: still good, until {End(current!)}");
            return true;
        }

        using var kept = uninterrupted.Begin();
        try
        {
            using var room = directory.Reserve(source.FileName);
            var next = await source.FetchAsync(current, isAttended: true, cancellationToken);
            room.Commit(TokenDirectory.Bytes(next));
            if (await source.CompleteAsync(next, cancellationToken) is { } complete)
            {
                directory.Write(source.FileName, complete);
            }

            tell($"{source.FileName}: new token, until {End(next)}");
            return true;
        }
        catch (Exception failure) when (failure is OAuthFailure or IOException or UnauthorizedAccessException)
        {
            tell($"{source.FileName}: failed, {failure.Message}");
            return false;
        }
    }

    private bool IsGood(JsonObject? token) =>
        token is not null && (TokenTimes.End(token) is not { } end || end - time.GetUtcNow() > Enough);

    private static string End(JsonObject token) => TokenTimes.End(token) is { } end ? TokenTimes.Human(end) : "further notice";
}
