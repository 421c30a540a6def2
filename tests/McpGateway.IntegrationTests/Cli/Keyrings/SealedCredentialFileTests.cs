using System.Security.Cryptography;
using McpGateway.Cli.Profiles;

namespace McpGateway.IntegrationTests.Cli.Keyrings;

/// <summary>The file as Windows has it, with a key of the test in place of the account's.</summary>
public sealed class SealedCredentialFileTests : CredentialStoreContract
{
    private readonly Seal _seal = new();

    [Fact]
    public async Task Save_File_HoldsNoTokenInTheClear()
    {
        await Store.SaveAsync("default", new() { AccessToken = "an-access-token" }, Cancellation);

        var file = Assert.Single(System.IO.Directory.GetFiles(Directory.Path));
        Assert.DoesNotContain("an-access-token", await File.ReadAllTextAsync(file, Cancellation), StringComparison.Ordinal);
    }

    /// <summary>Another account's file, or one that was changed.</summary>
    [Fact]
    public async Task Find_FileThatDoesNotOpen_IsToldAsThat()
    {
        await File.WriteAllTextAsync(Directory.File("credentials.sealed"), new string('x', 100), Cancellation);

        var failure = await Assert.ThrowsAsync<CredentialStoreException>(() => Store.FindAsync("default", Cancellation));

        Assert.Contains("cannot be read", failure.Message, StringComparison.Ordinal);
    }

    private protected override Task<ICredentialStore> CreateAsync(string directory) =>
        Task.FromResult<ICredentialStore>(new CredentialFile(Path.Combine(directory, "credentials.sealed"), "a sealed file", _seal));

    private sealed class Seal : ISeal
    {
        private const int NonceSize = 12;
        private const int TagSize = 16;

        private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

        public byte[] Close(byte[] content)
        {
            using var aes = new AesGcm(_key, TagSize);
            var closed = new byte[NonceSize + TagSize + content.Length];
            RandomNumberGenerator.Fill(closed.AsSpan(0, NonceSize));
            aes.Encrypt(
                closed.AsSpan(0, NonceSize), content, closed.AsSpan(NonceSize + TagSize), closed.AsSpan(NonceSize, TagSize));
            return closed;
        }

        public byte[] Open(byte[] closed)
        {
            using var aes = new AesGcm(_key, TagSize);
            var content = new byte[closed.Length - NonceSize - TagSize];
            aes.Decrypt(closed.AsSpan(0, NonceSize), closed.AsSpan(NonceSize + TagSize), closed.AsSpan(NonceSize, TagSize), content);
            return content;
        }
    }
}
