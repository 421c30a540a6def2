using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using McpGateway.Core.Audit.Chain;
using McpGateway.Foundation.Auditing;
using McpGateway.Foundation.Documents;
using McpGateway.Storage;
using McpGateway.Tests.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.Storage;

/// <summary>
/// A writing process is killed at random moments (SIGKILL): what it was told is stored is there, and nothing is half there. The audit
/// tells of exactly that, and is whole.
/// </summary>
public sealed class CrashTests : IDisposable
{
    private const int Rounds = 6;
    private const int Writers = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Kill_AtRandomMoments_KeepsEveryAcknowledgedBatchWhole()
    {
        var cancel = TestContext.Current.CancellationToken;
        var acknowledged = new HashSet<int>();
        for (var round = 0; round < Rounds; round++)
        {
            acknowledged.UnionWith(await WriteUntilKilledAsync(round * 1_000_000, cancel));

            // Opened as after a real crash: the product's own start, with its checks.
            await using (var services = StorageHost.Create(null, ("DATA_DIR", _directory.Path)))
            {
                await services.OpenStorageAsync(cancel);
                Assert.True(await services.GetRequiredService<IDocumentStorage>().ReadRevisionAsync(cancel) >= acknowledged.Count);
                await CheckAuditAsync(services, acknowledged, cancel);
            }

            Check(acknowledged);
        }

        Assert.True(acknowledged.Count > Rounds * 5, "The writers were killed before they did anything.");
    }

    private async Task<List<int>> WriteUntilKilledAsync(int first, CancellationToken cancellationToken)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "McpGateway.CrashWriter.dll");
        var start = new ProcessStartInfo("dotnet", [program, _directory.Path, $"{first}", $"{Writers}"]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        try
        {
            // The moment is random in the number of commits and, through the rest of a commit, in time.
            var enough = RandomNumberGenerator.GetInt32(6, 200);
            var numbers = new List<int>();
            while (numbers.Count < enough
                && await process.StandardOutput
                    .ReadLineAsync(cancellationToken)
                    .AsTask()
                    .WaitAsync(Patience, cancellationToken) is { } line)
            {
                numbers.Add(int.Parse(line, CultureInfo.InvariantCulture));
            }

            await Task.Delay(TimeSpan.FromMicroseconds(RandomNumberGenerator.GetInt32(3000)), cancellationToken);
            process.Kill();
            numbers.AddRange(CompleteLines(await process.StandardOutput.ReadToEndAsync(cancellationToken)));
            await process.WaitForExitAsync(cancellationToken);
            return numbers;
        }
        finally
        {
            process.Kill();
        }
    }

    private static IEnumerable<int> CompleteLines(string text) =>
        text.Split('\n')[..^1].Select(line => int.Parse(line, CultureInfo.InvariantCulture));

    /// <summary>Two events for each pair, without gaps, under the hash of the one before.</summary>
    private static async Task CheckAuditAsync(
        ServiceProvider services, HashSet<int> acknowledged, CancellationToken cancellationToken)
    {
        var trail = services.GetRequiredService<IAuditTrail>();
        var documents = services.GetRequiredService<DocumentStore>();
        var verify = new VerifyAudit(trail, new(documents, TimeProvider.System), new(documents), TimeProvider.System);
        Assert.Null(await verify.FindProblemAsync(null, cancellationToken));

        var told = new List<string>();
        IReadOnlyList<AuditRow> rows;
        for (var after = 0L; (rows = await trail.ReadAsync(AuditStreams.RegistryApi, after, 1000, cancellationToken)).Count > 0;
            after = rows[^1].Number)
        {
            told.AddRange(rows.Select(static row => AuditEvent.Of(row.Body).Action)
                .Select(static action => $"{action.Operation} {action.ResourceType} {action.ResourceId}"));
        }

        Assert.Equal(told.Count, told.Distinct(StringComparer.Ordinal).Count());
        Assert.Empty(acknowledged.SelectMany(static number => (string[])[$"create left {number}", $"create right {number}"]).Except(told));
        var stored = await services.GetRequiredService<IDocumentStorage>().ReadRevisionAsync(cancellationToken);
        Assert.Equal(stored * 2, told.Count);
    }

    /// <summary>Reads the file with nothing of ours in between.</summary>
    private void Check(HashSet<int> acknowledged)
    {
        using var connection = new SqliteConnection($"Data Source={_directory.File("mcpgateway.db")};Pooling=false");
        connection.Open();
        Assert.Equal("ok", Assert.Single(Read("PRAGMA integrity_check", reader => reader.GetString(0))));
        var left = Read(
            "SELECT key, revision FROM documents WHERE kind = 'left' ORDER BY key", reader => (reader.GetString(0), reader.GetInt64(1)));
        var right = Read(
            "SELECT key, revision FROM documents WHERE kind = 'right' ORDER BY key", reader => (reader.GetString(0), reader.GetInt64(1)));
        Assert.Equal(left, right);
        Assert.Empty(acknowledged.Except(left.Select(row => int.Parse(row.Item1, CultureInfo.InvariantCulture))));
        Assert.Equal(left.Count, left.Select(row => row.Item2).Distinct().Count());

        List<T> Read<T>(string sql, Func<SqliteDataReader, T> row)
        {
            using var command = connection.CreateCommand();
#pragma warning disable CA2100 // written by the test
            command.CommandText = sql;
#pragma warning restore CA2100
            using var reader = command.ExecuteReader();
            var rows = new List<T>();
            while (reader.Read())
            {
                rows.Add(row(reader));
            }

            return rows;
        }
    }
}
