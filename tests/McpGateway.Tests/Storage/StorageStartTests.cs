using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Storage;
using McpGateway.Tests.Storage.Contracts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Storage;

/// <summary>
/// A process that cannot keep state does not start, and says what to do. Each case starts the host as the product composes it.
/// </summary>
public sealed class StorageStartTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string DataDirectory => _directory.File("data");

    private string DatabaseFile => Path.Combine(DataDirectory, "mcpgateway.db");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Start_EmptyMachine_CreatesPrivateFiles()
    {
        await WriteSecretAsync();
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(Private | UnixFileMode.UserExecute, File.GetUnixFileMode(DataDirectory));
        foreach (var file in Directory.GetFiles(DataDirectory))
        {
            Assert.Equal(Private, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task Start_Again_FindsWhatWasWritten()
    {
        await WriteSecretAsync();
        await using var services = await StartAsync();
        Assert.Equal(
            "pl41n-s3cret", (await services.GetRequiredService<IDocumentStorage>().FindAsync(Notes.Sealed, "a", Cancel))!.Value.Text);
    }

    [Fact]
    public async Task Start_DamagedFile_Refuses()
    {
        await WriteManyAsync();
        var bytes = await File.ReadAllBytesAsync(DatabaseFile, Cancel);
        for (var at = 8192; at < bytes.Length; at += 4096)
        {
            Array.Fill(bytes, (byte)0xA5, at, 64);
        }

        await File.WriteAllBytesAsync(DatabaseFile, bytes, Cancel);
        await AssertRefusedAsync("damaged", "backup");
    }

    [Fact]
    public async Task Start_FileCutShort_Refuses()
    {
        await WriteManyAsync();
        await using (var file = File.OpenWrite(DatabaseFile))
        {
            file.SetLength(file.Length / 2);
        }

        await AssertRefusedAsync("damaged", "backup");
    }

    [Fact]
    public async Task Start_NotADatabase_RefusesAndKeepsTheFile()
    {
        Directory.CreateDirectory(DataDirectory);
        await File.WriteAllTextAsync(DatabaseFile, string.Concat(Enumerable.Repeat("Dear diary, ", 500)), Cancel);
        await AssertRefusedAsync("is not a SQLite database", "DATA_DIR");
        Assert.StartsWith("Dear diary", await File.ReadAllTextAsync(DatabaseFile, Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_NewerSchema_Refuses()
    {
        await WriteSecretAsync();
        Execute("INSERT INTO schema_version VALUES (9000, 'from the future', '2099')");
        await AssertRefusedAsync("9000", "newer release");
    }

    [Fact]
    public async Task Start_GeneratedKeyLost_Refuses()
    {
        await WriteSecretAsync();
        File.Delete(Path.Combine(DataDirectory, "secret.key"));
        await AssertRefusedAsync("SECRET_KEY", "secret.key");
    }

    [Fact]
    public async Task Start_OtherSecretKey_Refuses()
    {
        await WriteSecretAsync(("SECRET_KEY", "the first key of sixteen and more"));
        await AssertRefusedAsync("SECRET_KEY", "every replica", ("SECRET_KEY", "the other key of sixteen and more"));
        await using var services = await StartAsync(("SECRET_KEY", "the first key of sixteen and more"));
    }

    [Fact]
    public async Task Start_DirectoryIsAFile_Refuses()
    {
        await File.WriteAllTextAsync(DataDirectory, "", Cancel);
        await AssertRefusedAsync("cannot be created", "DATA_DIR");
    }

    [Fact]
    public async Task Start_DatabaseIsADirectory_Refuses()
    {
        Directory.CreateDirectory(DatabaseFile);
        await AssertRefusedAsync("cannot be opened for writing", "DATA_DIR");
    }

    [Theory]
    [InlineData("STORAGE_BACKEND", "mysql", "'sqlite'")]
    [InlineData("STORAGE_BACKEND", "oracle", "'postgresql'")]
    [InlineData("STORAGE_BACKEND", "file", "STORAGE_BACKEND")]
    [InlineData("STORAGE_BACKEND", "sqlite3", "STORAGE_BACKEND")]
    [InlineData("STORAGE_BACKEND", "postgresql", "POSTGRES_CONNECTION_STRING")]
    [InlineData("STORAGE_BACKEND", "postgres", "DATABASE_URL")]
    [InlineData("SECRET_KEY", "short", "SECRET_KEY")]
    [InlineData("SECRET_KEY", "fifteen letters", "16 characters")]
    public async Task Start_BadSetting_IsRefusedByName(string key, string value, string expected)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync((key, value)));
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(DataDirectory), "Nothing is created before the settings are valid.");
    }

    [Fact]
    public async Task Start_BadConnectionString_IsNotRepeated()
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(
            () => StartAsync(("STORAGE_BACKEND", "postgresql"), ("DATABASE_URL", "Hots=db;Passwort=hunter22")));
        Assert.DoesNotContain("hunter22", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sealed_OnDisk_IsNotReadable()
    {
        await using var services = await StartAsync();
        await WriteAsync(services, new DocumentBatch()
            .Put(Notes.Sealed, "a", new("pl41n-s3cret"), null)
            .Put(Notes.Plain, "b", new("pl41n-text"), null));

        Assert.Contains(Directory.GetFiles(DataDirectory), file => file.EndsWith("-wal", StringComparison.Ordinal));
        Assert.False(OnDisk("pl41n-s3cret"));
        Assert.True(OnDisk("pl41n-text"), "The search itself must be able to find something.");
    }

    [Fact]
    public async Task Sealed_RowCopiedOverAnother_DoesNotOpen()
    {
        await using var services = await StartAsync();
        await WriteAsync(
            services, new DocumentBatch().Put(Notes.Sealed, "mine", new("mine"), null).Put(Notes.Sealed, "admin", new("admin"), null));
        Execute("UPDATE documents SET body = (SELECT body FROM documents WHERE key = 'mine') WHERE key = 'admin'");
        await Assert.ThrowsAsync<InvalidDataException>(
            () => services.GetRequiredService<IDocumentStorage>().FindAsync(Notes.Sealed, "admin", Cancel));
    }

    [Fact]
    public async Task Sealed_PlantedInPlainText_IsNotAccepted()
    {
        await using var services = await StartAsync();
        await WriteAsync(services, new DocumentBatch().Put(Notes.Sealed, "a", new("x"), null));
        Execute("UPDATE documents SET is_sealed = 0, body = CAST('{\"Text\":\"planted\"}' AS BLOB)");
        await Assert.ThrowsAsync<InvalidDataException>(
            () => services.GetRequiredService<IDocumentStorage>().FindAsync(Notes.Sealed, "a", Cancel));
    }

    private static async Task WriteAsync(IServiceProvider services, DocumentBatch batch) =>
        Assert.True((await services.GetRequiredService<IDocumentStorage>().CommitAsync(batch, Cancel)).IsSuccess);

    private async Task WriteSecretAsync(params (string Key, string Value)[] settings)
    {
        await using var services = await StartAsync(settings);
        await WriteAsync(services, new DocumentBatch().Put(Notes.Sealed, "a", new("pl41n-s3cret"), null));
    }

    private async Task WriteManyAsync()
    {
        await using var services = await StartAsync();
        var batch = new DocumentBatch();
        for (var index = 0; index < 500; index++)
        {
            batch.Put(Notes.Plain, $"{index}", new(new string('x', 500)), null);
        }

        await WriteAsync(services, batch);
    }

    private void Execute(string sql)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={DatabaseFile};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // written by the tests
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private bool OnDisk(string text) => Directory.GetFiles(DataDirectory)
        .Any(file =>
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            return copy.ToArray().AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(text)) >= 0;
        });

    private async Task AssertRefusedAsync(string what, string advice, params (string Key, string Value)[] settings)
    {
        var failure = await Assert.ThrowsAsync<StorageUnusableException>(() => StartAsync(settings));
        Assert.Contains(what, failure.Message, StringComparison.Ordinal);
        Assert.Contains(advice, failure.Message, StringComparison.Ordinal);
    }

    private async Task<StartedHost> StartAsync(params (string Key, string Value)[] settings)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(
            [new("DATA_DIR", DataDirectory), .. settings.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))]);
        builder.Services.AddFoundation().AddStorage();
        var host = builder.Build();
        try
        {
            await host.StartAsync(Cancel);
            return new(host);
        }
        catch
        {
            await ((IAsyncDisposable)host).DisposeAsync();
            throw;
        }
    }

    /// <summary>A started host, stopped when disposed.</summary>
    private sealed class StartedHost(IHost host) : IServiceProvider, IAsyncDisposable
    {
        public object? GetService(Type serviceType) => host.Services.GetService(serviceType);

        public async ValueTask DisposeAsync()
        {
            await host.StopAsync(CancellationToken.None);
            await ((IAsyncDisposable)host).DisposeAsync();
        }
    }
}
