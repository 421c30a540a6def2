using McpGateway.Storage.MongoDB;
using McpGateway.Storage.MongoDB.Connecting;
using MongoDB.Driver;

namespace McpGateway.Tests.Storage.MongoDB;

/// <summary>From settings to what the driver is told.</summary>
public sealed class MongoTargetTests
{
    [Fact]
    public void Read_Defaults_AreThoseOfTheContract()
    {
        var target = Read(new());

        Assert.Equal("MongoDB, mcp_registry at localhost:27017 (namespace default)", target.Description);
        Assert.True(target.Settings.UseTls);
        Assert.Null(target.Settings.Credential);
        Assert.Equal(ReadPreference.Primary, target.Settings.ReadPreference);
        Assert.Equal(ReadConcern.Majority, target.Settings.ReadConcern);
        Assert.Equal(WriteConcern.WMajority, target.Settings.WriteConcern);
        Assert.True(target.Settings.RetryWrites);
        Assert.Equal(12, target.Settings.MaxConnectionPoolSize);
    }

    [Fact]
    public void Read_DocumentDb_RepeatsNoWritesAndSignsInAsItAsks()
    {
        var target = Read(new() { Username = "gateway", Password = "p@ss:/word" }, isDocumentDb: true);

        Assert.False(target.Settings.RetryWrites);
        Assert.Equal("SCRAM-SHA-1", target.Settings.Credential.Mechanism);
        Assert.Equal("admin", target.Settings.Credential.Source);
        Assert.DoesNotContain("p@ss", target.Description, StringComparison.Ordinal);
        Assert.Equal("SCRAM-SHA-256", Read(new() { Username = "gateway" }).Settings.Credential.Mechanism);
    }

    [Theory]
    [InlineData("db", "db:27018")]
    [InlineData("db:1", "db:1")]
    [InlineData("a, b:2", "a:27018,b:2")]
    [InlineData("[2001:db8::7]", "[2001:db8::7]:27018")]
    [InlineData("[2001:db8::7]:3", "[2001:db8::7]:3")]
    public void Read_Hosts_HaveTheirPortsOrTheOne(string host, string expected) => Assert.Contains(
        expected, string.Join(',', Read(new() { Host = host, Port = 27018 }).Settings.Servers.Select(static server => server.ToString())),
        StringComparison.Ordinal);

    [Fact]
    public void Read_Address_CountsInsteadOfHostAndUser()
    {
        var target = Read(new()
        {
            ConnectionString = "mongodb://u:p@one,two:2/?replicaSet=rs1&tls=false&readPreference=secondary",
            Host = "other",
            Database = "mine",
            Namespace = "prod",
        });

        Assert.Equal("MongoDB, mine at one:27017,two:2 (namespace prod)", target.Description);
        Assert.Equal("rs1", target.Settings.ReplicaSetName);
        Assert.Equal(ReadPreference.Primary, target.Settings.ReadPreference);
    }

    [Theory]
    [InlineData("postgres://u:s3cret@db/x", "DOCUMENTDB_CONNECTION_STRING")]
    [InlineData("mongodb://u:s3cret@", "DOCUMENTDB_CONNECTION_STRING")]
    public void Read_AddressThatIsNone_NamesTheSettingAndNoSecret(string address, string name)
    {
        var problem = MongoTarget.FindProblem(new() { ConnectionString = address });

        Assert.Contains(name, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DOCUMENTDB_HOST", "mongodb://db")]
    [InlineData("DOCUMENTDB_HOST", "")]
    [InlineData("DOCUMENTDB_DATABASE", "a/b")]
    [InlineData("DOCUMENTDB_NAMESPACE", "a.b")]
    [InlineData("DOCUMENTDB_PASSWORD", "alone")]
    [InlineData("DOCUMENTDB_TLS_CA_FILE", "/no/such/file.pem")]
    public void FindProblem_SettingThatCannotBeMeant_NamesIt(string name, string value)
    {
        var options = new DocumentDbOptions();
        switch (name)
        {
            case "DOCUMENTDB_HOST": options.Host = value; break;
            case "DOCUMENTDB_DATABASE": options.Database = value; break;
            case "DOCUMENTDB_NAMESPACE": options.Namespace = value; break;
            case "DOCUMENTDB_PASSWORD": options.Password = value; break;
            default: options.TlsCaFile = value; break;
        }

        Assert.StartsWith(name, MongoTarget.FindProblem(options), StringComparison.Ordinal);
    }

    [Fact]
    public void FindProblem_IamWithoutTls_IsRefused() => Assert.Contains(
        "DOCUMENTDB_USE_TLS", MongoTarget.FindProblem(new() { UseIam = true, UseTls = false }), StringComparison.Ordinal);

    [Fact]
    public void Read_Iam_SignsInByTheMechanismOfAws() =>
        Assert.Equal("MONGODB-AWS", Read(new() { UseIam = true }, isDocumentDb: true).Settings.Credential.Mechanism);

    private static MongoTarget Read(DocumentDbOptions options, bool isDocumentDb = false) =>
        MongoTarget.Read(options, new(static _ => null), isDocumentDb, maxConnections: 12);
}
