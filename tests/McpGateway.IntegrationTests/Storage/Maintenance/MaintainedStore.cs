using System.Globalization;
using System.Text;
using System.Text.Json;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Records;
using McpGateway.Foundation.Secrets;
using McpGateway.Storage;
using McpGateway.Storage.Sql;
using McpGateway.Storage.Transfer;
using McpGateway.Tests.Storage;
using McpGateway.Tests.Storage.Contracts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpGateway.IntegrationTests.Storage.Maintenance;

/// <summary>A store on either database, with settings of its own, to be opened by one process after the other.</summary>
internal sealed class MaintainedStore : IDisposable
{
    public const string Key = "the first key, for tests only";
    public const string NextKey = "the second key, for tests only";

    private readonly TemporaryDirectory _directory = new();
    private readonly string? _connection;

    private MaintainedStore(string? connection) => _connection = connection;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>As <c>--to</c> names it.</summary>
    public string Place => _connection ?? Directory;

    public string Directory => _directory.File("data");

    /// <summary>For a file beside the store.</summary>
    public string Beside(string name) => _directory.File(name);

    public static async Task<MaintainedStore> CreateAsync(string backend, PostgresServer server) =>
        new(backend == "postgresql" ? await server.CreateDatabaseAsync(Cancel) : null);

    /// <param name="keys">SECRET_KEY, SECRET_KEY_PREVIOUS; none for a key file.</param>
    public Dictionary<string, string?> Settings(params IReadOnlyList<string> keys)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["STORAGE_BACKEND"] = _connection is null ? "sqlite" : "postgresql",
            ["POSTGRES_CONNECTION_STRING"] = _connection,
            ["DATA_DIR"] = Directory,
        };
        foreach (var (name, value) in new[] { "SECRET_KEY", "SECRET_KEY_PREVIOUS" }.Zip(keys))
        {
            settings[name] = value;
        }

        return settings;
    }

    public ServiceProvider Open(params IReadOnlyList<string> keys) => new ServiceCollection()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(Settings(keys)).Build())
        .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
        .AddFoundation()
        .AddStorage()
        .AddStoreMaintenance()
        .AddSingleton<IEmbeddedSecrets, ProtectedNotes>()
        .BuildServiceProvider();

    /// <summary>Documents of all sorts, deletions, and records in blocks and beside them.</summary>
    public async Task FillAsync(int documents = 40, int records = 2500, params IReadOnlyList<string> keys)
    {
        await using var services = Open(keys.Count == 0 ? [Key] : keys);
        await services.OpenStorageAsync(Cancel);
        var store = services.GetRequiredService<IDocumentStorage>();
        for (var number = 0; number < documents; number += 100)
        {
            var batch = new DocumentBatch();
            foreach (var one in Enumerable.Range(number, Math.Min(100, documents - number)))
            {
                batch.Put(Notes.Plain, $"/ä/{one:D5}", new($"ünï {one}") { Owner = $"owner{one % 3}" }, null);
                batch.Put(Notes.Sealed, $"{one:D5}", new($"s3cret-{one}"), null);
            }

            await CommitAsync(store, batch);
        }

        await CommitAsync(store, new DocumentBatch().Put(Notes.Plain, "/ä/00001", new("again"), null));
        await CommitAsync(store, new DocumentBatch().Delete(Notes.Plain, "/ä/00002", null));
        await CommitAsync(
            store, new DocumentBatch().Put(Notes.Plain, "soon", new("ends") { Until = DateTimeOffset.UtcNow.AddHours(1) }, null));
        var log = services.GetRequiredService<IRecordLog>();
        var start = DateTimeOffset.UtcNow.AddDays(-1);
        foreach (var chunk in Enumerable.Range(0, records).Chunk(1000))
        {
            // Several records of one microsecond.
            await log.AppendAsync([.. chunk.Select(number => Record(number, start.AddMilliseconds(number / 3)))], Cancel);
        }

        await log.AppendAsync([Record(records, start.AddHours(1)) with { User = null, Value = null }], Cancel);
    }

    /// <summary>What is there, with its secrets opened.</summary>
    public async Task<string> DigestAsync(params IReadOnlyList<string> keys)
    {
        await using var services = Open(keys.Count == 0 ? [Key] : keys);
        using var digest = new ContentDigest(services.GetRequiredService<DocumentSeal>());
        var opened = services.GetRequiredService<IStore>();
        await opened.OpenAsync(SchemaOpening.Serve, Cancel);
        var state = await new StoreReader(opened, null).ReadAsync(digest, Cancel);
        return JsonSerializer.Serialize(new { state.Revision, state.Trimmed, digest.Commits, digest.Documents, digest.Records });
    }

    public async Task<string> EpochAsync()
    {
        await using var services = Open(Key);
        var opened = services.GetRequiredService<IStore>();
        await opened.OpenAsync(SchemaOpening.Serve, Cancel);
        return (await opened.ReadStateAsync(Cancel)).Epoch;
    }

    /// <summary>Removes the newest migration from the list of those that ran: the store is of an earlier release then.</summary>
    public async Task AgeAsync()
    {
        await using var services = Open(Key);
        await ExecuteAsync(services, "DELETE FROM schema_version WHERE number = (SELECT MAX(number) FROM schema_version)");
    }

    /// <summary>States the keys that the store needs, as an exchange that is under way does.</summary>
    public async Task StateKeysAsync(params IReadOnlyList<string> checks)
    {
        await using var services = Open(Key);
        await ExecuteAsync(services, "UPDATE store_state SET key_check = @keys", ("@keys", string.Join(' ', checks)));
    }

    /// <summary>The newest migration that ran; the store is opened as it is.</summary>
    public async Task<long> SchemaAsync()
    {
        await using var services = Open(Key);
        var database = services.GetRequiredService<ISqlDatabase>();
        try
        {
            await database.OpenAsync(SchemaOpening.AsItIs, Cancel);
            return long.MaxValue;
        }
        catch (StorageUnusableException refused)
        {
            var words = refused.Message.Split(' ');
            return long.Parse(words[Array.IndexOf(words, "version") + 1], CultureInfo.InvariantCulture);
        }
    }

    /// <summary>A gateway's start, as far as the store goes.</summary>
    /// <returns>Why it refuses; null when it does not.</returns>
    public async Task<string?> StartRefusalAsync(params IReadOnlyList<string> keys)
    {
        await using var services = Open(keys);
        try
        {
            await services.OpenStorageAsync(Cancel);
            return null;
        }
        catch (StorageUnusableException refused)
        {
            return refused.Message;
        }
    }

    public void Dispose() => _directory.Dispose();

    private static async Task ExecuteAsync(ServiceProvider services, string sql, params (string Name, object? Value)[] parameters)
    {
        var database = services.GetRequiredService<ISqlDatabase>();
        await database.OpenAsync(SchemaOpening.AsItIs, Cancel);
        await database.WriteAsync(
            async (session, token) =>
            {
                await session.ExecuteAsync(sql, token, parameters);
                return new WriteOutcome<bool>(true, Keep: true);
            },
            takesRevision: true, Cancel);
    }

    private static async Task CommitAsync(IDocumentStorage store, DocumentBatch batch) =>
        Assert.True((await store.CommitAsync(batch, Cancel)).IsSuccess);

    private static LogEntry Record(int number, DateTimeOffset at) => new()
    {
        Stream = RecordStreams.Calls,
        At = at,
        User = $"user{number % 7}",
        Subject = $"local:user{number % 7}",
        Server = "/everything",
        Outcome = number % 11 == 0 ? "denied" : "forwarded",
        Value = number * 0.25 + 0.1,
        Body = string.Create(CultureInfo.InvariantCulture, $$"""{"number":{{number}},"tool":"écho"}"""),
    };
}

/// <summary>Notes whose text is protected, in a document that is not.</summary>
internal sealed class ProtectedNotes : IEmbeddedSecrets
{
    private const string Purpose = "tests.notes";

    public string Kind => Notes.Other.Name;

    public static Note Protect(ISecretProtector protector, string text) =>
        new(Convert.ToBase64String(protector.Protect(Purpose, Encoding.UTF8.GetBytes(text), [])));

    public static string? Open(ISecretProtector protector, Note note) =>
        Convert.TryFromBase64String(note.Text, new byte[note.Text.Length], out _)
        && protector.Unprotect(Purpose, Convert.FromBase64String(note.Text), []) is { } text
            ? Encoding.UTF8.GetString(text)
            : null;

    public byte[]? Renew(ISecretProtector protector, string key, byte[] body)
    {
        var note = JsonSerializer.Deserialize<Note>(body)!;
        return Open(protector.Newest, note) is null && Open(protector, note) is { } text
            ? JsonSerializer.SerializeToUtf8Bytes(note with { Text = Protect(protector, text).Text })
            : null;
    }
}

/// <summary>Nobody looks at the progress.</summary>
internal sealed class NoProgress : IProgress<string>
{
    public static readonly NoProgress Instance = new();

    public void Report(string value)
    {
    }
}
