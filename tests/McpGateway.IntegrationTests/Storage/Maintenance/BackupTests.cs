using System.IO.Compression;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Storage;
using McpGateway.Storage.Maintenance;
using McpGateway.Tests.Storage.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.Storage.Maintenance;

/// <summary>A store is saved, the file is judged, and another store is filled with it.</summary>
public sealed class BackupTests(PostgresServer server)
{
    private const string Passphrase = "a passphrase for tests only";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sqlite", "postgresql")]
    [InlineData("postgresql", "sqlite")]
    public async Task Restore_OfABackup_GivesTheSameStoreUnderAnotherEpoch(string from, string to)
    {
        using var source = await MaintainedStore.CreateAsync(from, server);
        using var target = await MaintainedStore.CreateAsync(to, server);
        await source.FillAsync();
        var file = source.Beside("store.backup");
        await BackUpAsync(source, file);

        Assert.Equal((true, null), await VerifyAsync(source, file, null));
        await using (var services = target.Open(MaintainedStore.Key))
        {
            var restored = await services.GetRequiredService<RestoreStore>().ExecuteAsync(file, false, null, NoProgress.Instance, Cancel);
            Assert.True(restored.IsSuccess, restored.Error?.Detail);
        }

        Assert.Equal(await source.DigestAsync(), await target.DigestAsync());
        Assert.NotEqual(await source.EpochAsync(), await target.EpochAsync());
        Assert.Null(await target.StartRefusalAsync(MaintainedStore.Key));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    /// <summary>The keys in it would open nothing on the day that they are needed.</summary>
    [Fact]
    public async Task Backup_WithKeysThatAreNotTheStores_IsRefused()
    {
        using var source = await MaintainedStore.CreateAsync("sqlite", server);
        await source.FillAsync();
        var file = source.Beside("store.backup");
        await using var services = source.Open("another key, of another installation");

        var saved = await services.GetRequiredService<BackUpStore>().ExecuteAsync(file, false, Passphrase, NoProgress.Instance, Cancel);

        Assert.Equal(ErrorKind.Conflict, saved.Error?.Kind);
        Assert.False(File.Exists(file));
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task Backup_UnderWriters_IsOneState(string backend)
    {
        using var source = await MaintainedStore.CreateAsync(backend, server);
        using var target = await MaintainedStore.CreateAsync("sqlite", server);
        await source.FillAsync(documents: 1200, records: 100);
        await using var gateway = source.Open(MaintainedStore.Key);
        await gateway.OpenStorageAsync(Cancel);
        var store = gateway.GetRequiredService<IDocumentStorage>();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var writers = Enumerable.Range(0, 3).Select(writer => WritePairsAsync(store, writer, ending.Token)).ToArray();

        await BackUpAsync(source, source.Beside("store.backup"));
        await ending.CancelAsync();
        var written = await Task.WhenAll(writers);

        Assert.All(written, static count => Assert.True(count > 0));
        await RestoreAsync(target, source.Beside("store.backup"));
        await using var there = target.Open(MaintainedStore.Key);
        await there.OpenStorageAsync(Cancel);
        var copy = there.GetRequiredService<IDocumentStorage>();
        var left = await copy.ListAsync(Notes.Other, Cancel);
        var right = (await copy.ListAsync(Notes.Sealed, Cancel))
            .Where(static note => note.Key.StartsWith("pair", StringComparison.Ordinal));
        Assert.Equal(left.Select(static note => (note.Key, note.Revision, note.Value.Text)),
            right.Select(static note => (note.Key, note.Revision, note.Value.Text)));
    }

    [Fact]
    public async Task Restore_WithTheBackupsKeys_SealsAnewUnderTheOwnKey()
    {
        using var source = await MaintainedStore.CreateAsync("sqlite", server);
        using var target = await MaintainedStore.CreateAsync("sqlite", server);
        await source.FillAsync();
        var file = source.Beside("store.backup");
        await BackUpAsync(source, file, Passphrase);

        Assert.Equal((true, 40L), await VerifyAsync(source, file, Passphrase));
        await using var services = target.Open(MaintainedStore.NextKey);
        var restore = services.GetRequiredService<RestoreStore>();
        Assert.Equal(ErrorKind.Conflict, (await restore.ExecuteAsync(file, false, null, NoProgress.Instance, Cancel)).Error?.Kind);
        Assert.Equal(
            ErrorKind.Invalid, (await restore.ExecuteAsync(file, false, "not the passphrase", NoProgress.Instance, Cancel)).Error?.Kind);
        var restored = await restore.ExecuteAsync(file, false, Passphrase, NoProgress.Instance, Cancel);

        Assert.True(restored is { IsSuccess: true, Value.AreSecretsResealed: true }, restored.Error?.Detail);
        Assert.Equal(await source.DigestAsync(), await target.DigestAsync(MaintainedStore.NextKey));
        Assert.DoesNotContain(MaintainedStore.Key, Everything(file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_OfAKeyFile_PutsItIntoADirectoryThatHasNone()
    {
        using var source = await MaintainedStore.CreateAsync("sqlite", server);
        using var target = await MaintainedStore.CreateAsync("sqlite", server);
        var file = source.Beside("store.backup");
        await using (var services = source.Open())
        {
            await services.OpenStorageAsync(Cancel);
            await services.GetRequiredService<IDocumentStorage>().CommitAsync(
                new DocumentBatch().Put(Notes.Sealed, "a", new("s3cret"), null), Cancel);
            Assert.True((await services.GetRequiredService<BackUpStore>().ExecuteAsync(
                file, false, Passphrase, NoProgress.Instance, Cancel)).IsSuccess);
        }

        await using (var services = target.Open())
        {
            var restored = await services.GetRequiredService<RestoreStore>().ExecuteAsync(
                file, false, Passphrase, NoProgress.Instance, Cancel);
            Assert.True(restored is { IsSuccess: true, Value.AreSecretsResealed: false }, restored.Error?.Detail);
        }

        await using var there = target.Open();
        await there.OpenStorageAsync(Cancel);
        Assert.Equal("s3cret", (await there.GetRequiredService<IDocumentStorage>().FindAsync(Notes.Sealed, "a", Cancel))!.Value.Text);
    }

    [Fact]
    public async Task Verify_OfAFileThatWasChangedAnywhere_SaysSo()
    {
        using var source = await MaintainedStore.CreateAsync("sqlite", server);
        await source.FillAsync(documents: 20, records: 200);
        var file = source.Beside("store.backup");
        await BackUpAsync(source, file);
        var bytes = await File.ReadAllBytesAsync(file, Cancel);
        var unnoticed = new List<int>();
        for (var at = 0; at < bytes.Length; at += Math.Max(1, bytes.Length / 60))
        {
            var changed = bytes.ToArray();
            changed[at] ^= 0x10;
            await File.WriteAllBytesAsync(source.Beside("changed"), changed, Cancel);
            if ((await VerifyAsync(source, source.Beside("changed"), null)).IsWhole
                && Everything(source.Beside("changed")) != Everything(file))
            {
                unnoticed.Add(at);
            }
        }

        Assert.Empty(unnoticed);
        foreach (var length in new[] { 0, 10, bytes.Length / 2, bytes.Length - 1 })
        {
            await File.WriteAllBytesAsync(source.Beside("short"), bytes[..length], Cancel);
            Assert.False((await VerifyAsync(source, source.Beside("short"), null)).IsWhole);
        }
    }

    [Fact]
    public async Task Restore_OfADamagedFile_LeavesTheStoreAsItIs()
    {
        using var source = await MaintainedStore.CreateAsync("sqlite", server);
        using var target = await MaintainedStore.CreateAsync("sqlite", server);
        await source.FillAsync(documents: 5, records: 5);
        await target.FillAsync(documents: 3, records: 1);
        var before = await target.DigestAsync();
        var file = source.Beside("store.backup");
        await BackUpAsync(source, file);
        var bytes = await File.ReadAllBytesAsync(file, Cancel);
        bytes[60] ^= 0x40;
        await File.WriteAllBytesAsync(file, bytes, Cancel);

        await using (var services = target.Open(MaintainedStore.Key))
        {
            var restored = await services.GetRequiredService<RestoreStore>().ExecuteAsync(file, true, null, NoProgress.Instance, Cancel);
            Assert.Equal(ErrorKind.Failed, restored.Error?.Kind);
        }

        Assert.Equal(before, await target.DigestAsync());
    }

    [Fact]
    public async Task Backup_OverAFile_IsRefusedUnlessSaid_AndLeavesNoDraft()
    {
        using var source = await MaintainedStore.CreateAsync("sqlite", server);
        await source.FillAsync(documents: 1, records: 1);
        var file = source.Beside("store.backup");
        await File.WriteAllTextAsync(file, "mine", Cancel);
        await using var services = source.Open(MaintainedStore.Key);
        var backup = services.GetRequiredService<BackUpStore>();

        Assert.Equal(ErrorKind.Conflict, (await backup.ExecuteAsync(file, false, null, NoProgress.Instance, Cancel)).Error?.Kind);
        Assert.Equal("mine", await File.ReadAllTextAsync(file, Cancel));
        Assert.True((await backup.ExecuteAsync(file, true, null, NoProgress.Instance, Cancel)).IsSuccess);
        Assert.False(File.Exists(file + ".partial"));
    }

    /// <summary>Two that are made at once under one name: the second must not replace the first, whenever it looks.</summary>
    [Fact]
    public async Task Backup_AFileThatAppearsMeanwhile_StaysAsItIs()
    {
        using var source = await MaintainedStore.CreateAsync("sqlite", server);
        await source.FillAsync(documents: 1, records: 1);
        var file = source.Beside("store.backup");
        await using var services = source.Open(MaintainedStore.Key);
        var meanwhile = new Reported(() => File.WriteAllText(file, "mine"));

        var saved = await services.GetRequiredService<BackUpStore>().ExecuteAsync(file, false, null, meanwhile, Cancel);

        Assert.Equal(ErrorKind.Conflict, saved.Error?.Kind);
        Assert.Equal("mine", await File.ReadAllTextAsync(file, Cancel));
        Assert.Empty(Directory.EnumerateFiles(Path.GetDirectoryName(file)!, "*.partial"));
    }

    private sealed class Reported(Action act) : IProgress<string>
    {
        public void Report(string value) => act();
    }

    private static async Task BackUpAsync(MaintainedStore source, string file, string? passphrase = null)
    {
        await using var services = source.Open(MaintainedStore.Key);
        var saved = await services.GetRequiredService<BackUpStore>().ExecuteAsync(file, false, passphrase, NoProgress.Instance, Cancel);
        Assert.True(saved.IsSuccess, saved.Error?.Detail);
    }

    private static async Task RestoreAsync(MaintainedStore target, string file)
    {
        await using var services = target.Open(MaintainedStore.Key);
        var restored = await services.GetRequiredService<RestoreStore>().ExecuteAsync(file, false, null, NoProgress.Instance, Cancel);
        Assert.True(restored.IsSuccess, restored.Error?.Detail);
    }

    private static async Task<(bool IsWhole, long? Opened)> VerifyAsync(MaintainedStore store, string file, string? passphrase)
    {
        await using var services = store.Open(MaintainedStore.Key);
        var verified = await services.GetRequiredService<VerifyBackup>().ExecuteAsync(file, passphrase, NoProgress.Instance, Cancel);
        return (verified.IsSuccess, verified.Value?.SealedOpened);
    }

    private static async Task<int> WritePairsAsync(IDocumentStorage store, int writer, CancellationToken cancellationToken)
    {
        var count = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            var note = new Note($"{writer}/{count}");
            await store.CommitAsync(
                new DocumentBatch().Put(Notes.Other, $"pair{writer}-{count % 50:D2}", note, null)
                    .Put(Notes.Sealed, $"pair{writer}-{count % 50:D2}", note, null),
                Cancel);
            count++;
        }

        return count;
    }

    /// <summary>The contents of every entry; the empty text where they cannot be read.</summary>
    private static string Everything(string file)
    {
        try
        {
            using var archive = ZipFile.OpenRead(file);
            return string.Concat(archive.Entries.Select(static entry =>
            {
                using var reader = new StreamReader(entry.Open());
                return entry.Name + reader.ReadToEnd();
            }));
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException)
        {
            return "";
        }
    }
}
