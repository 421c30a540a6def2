using System.Security.Cryptography;
using System.Text;
using McpGateway.Foundation.Aws;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;
using MongoDB.Driver;
using MongoDB.Driver.Authentication;
using MongoDB.Driver.Core.Connections;

namespace McpGateway.Storage.MongoDB.Connecting;

/// <summary>
/// MONGODB-AWS, as MongoDB's
/// <see href="https://github.com/mongodb/specifications/blob/master/source/auth/auth.md#mongodb-aws">specification of sign-in</see> has it:
/// the server is given a signed request for STS, sends it itself, and learns who signed it. No key leaves this process.
/// </summary>
internal sealed class AwsMechanism(IamKeys keys, TimeProvider time) : ISaslMechanism
{
    public const string MechanismName = "MONGODB-AWS";

    private const string KeysProperty = "keys";
    private const string ClockProperty = "clock";
    private const int NonceSize = 32;

    /// <summary>No channel binding: 'n' of GS2.</summary>
    private const int NoBinding = 'n';

    private static readonly Lazy<bool> Registered = new(static () =>
    {
        MongoClientSettings.Extensions.SaslMechanisms.Register(MechanismName, static context =>
        {
            var properties = context.MechanismProperties.ToDictionary(
                static one => one.Key, static one => one.Value, StringComparer.Ordinal);
            return new AwsMechanism((IamKeys)properties[KeysProperty], (TimeProvider)properties[ClockProperty]);
        });
        return true;
    });

    public string Name => MechanismName;

    public string DatabaseName => "$external";

    public static MongoCredential CredentialFor(IamKeys keys, TimeProvider time)
    {
        _ = Registered.Value;
        return new MongoCredential(MechanismName, new MongoExternalIdentity("iam"), new ExternalEvidence())
            .WithMechanismProperty(KeysProperty, keys).WithMechanismProperty(ClockProperty, time);
    }

    public ISaslStep Initialize(SaslConversation conversation, ConnectionDescription description) => new First(keys, time);

    public ISaslStep? CreateSpeculativeAuthenticationStep() => null;

    public BsonDocument CustomizeSaslStartCommand(BsonDocument startCommand) => startCommand;

    public void OnReAuthenticationRequired()
    {
        // Keys are asked for each time.
    }

    public bool TryHandleAuthenticationException(
        MongoException exception, ISaslStep step, SaslConversation conversation, ConnectionDescription description, out ISaslStep? nextStep)
    {
        nextStep = null;
        return false;
    }

    /// <summary>What the client sends last: the signed request's headers.</summary>
    /// <param name="keys">Sign.</param>
    /// <param name="host">Of STS, as the server names it.</param>
    /// <param name="nonce">Of client and server.</param>
    /// <param name="at">Now.</param>
    /// <exception cref="InvalidOperationException">
    /// The host is none of STS: a signature for another service would be of use there.
    /// </exception>
    public static BsonDocument Sign(AwsKeys keys, string host, byte[] nonce, DateTimeOffset at)
    {
        const string Body = "Action=GetCallerIdentity&Version=2011-06-15";
        var headers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["content-length"] = "43",
            ["content-type"] = "application/x-www-form-urlencoded",
            ["host"] = host,
            ["x-amz-date"] = AwsSignature.DateOf(at),
            ["x-mongodb-gs2-cb-flag"] = "n",
            ["x-mongodb-server-nonce"] = Convert.ToBase64String(nonce),
        };
        if (keys.SessionToken is { } token)
        {
            headers["x-amz-security-token"] = token;
        }

        var signature = new AwsSignature(keys.AccessKeyId, RegionOf(host), "sts") { SecretKey = keys.SecretKey };
        var answer = new BsonDocument
        {
            ["a"] = signature.Sign("POST", "/", "", headers, Encoding.ASCII.GetBytes(Body), at),
            ["d"] = AwsSignature.DateOf(at),
        };
        return keys.SessionToken is { } lent ? answer.Add("t", lent) : answer;
    }

    private static string RegionOf(string host) => host.Split('.') switch
    {
        ["sts", "amazonaws", "com"] => "us-east-1",
        ["sts", { Length: > 0 } region, "amazonaws", "com"] => region,
        ["sts", { Length: > 0 } region, "amazonaws", "com", "cn"] => region,
        _ => throw new InvalidOperationException("The server names a host that is none of AWS STS."),
    };

    private sealed class First(IamKeys keys, TimeProvider time) : ISaslStep
    {
        public (byte[] BytesToSendToServer, ISaslStep NextStep) Execute(
            SaslConversation conversation, byte[] bytesReceivedFromServer, CancellationToken cancellationToken)
        {
            var nonce = RandomNumberGenerator.GetBytes(NonceSize);
            return (new BsonDocument { ["r"] = new BsonBinaryData(nonce), ["p"] = NoBinding }.ToBson(), new Last(keys, time, nonce));
        }

        public Task<(byte[] BytesToSendToServer, ISaslStep NextStep)> ExecuteAsync(
            SaslConversation conversation, byte[] bytesReceivedFromServer, CancellationToken cancellationToken) =>
            Task.FromResult(Execute(conversation, bytesReceivedFromServer, cancellationToken));
    }

    private sealed class Last(IamKeys keys, TimeProvider time, byte[] ours) : ISaslStep
    {
        public (byte[] BytesToSendToServer, ISaslStep NextStep) Execute(
            SaslConversation conversation, byte[] bytesReceivedFromServer, CancellationToken cancellationToken) =>
            throw new NotSupportedException("Connections are made asynchronously.");

        public async Task<(byte[] BytesToSendToServer, ISaslStep NextStep)> ExecuteAsync(
            SaslConversation conversation, byte[] bytesReceivedFromServer, CancellationToken cancellationToken)
        {
            var answer = BsonSerializer.Deserialize<BsonDocument>(bytesReceivedFromServer);
            var nonce = answer["s"].AsByteArray;
            if (nonce.Length != 2 * NonceSize || !nonce.AsSpan(0, NonceSize).SequenceEqual(ours))
            {
                throw new InvalidOperationException("The server's nonce does not begin with ours.");
            }

            var signed = Sign(await keys.GetAsync(cancellationToken), answer["h"].AsString, nonce, time.GetUtcNow());
            return (signed.ToBson(), Done.Instance);
        }
    }

    /// <summary>The server has the last word.</summary>
    private sealed class Done : ISaslStep
    {
        public static readonly Done Instance = new();

        public (byte[] BytesToSendToServer, ISaslStep NextStep) Execute(
            SaslConversation conversation, byte[] bytesReceivedFromServer, CancellationToken cancellationToken) => ([], null!);

        public Task<(byte[] BytesToSendToServer, ISaslStep NextStep)> ExecuteAsync(
            SaslConversation conversation, byte[] bytesReceivedFromServer, CancellationToken cancellationToken) =>
            Task.FromResult(Execute(conversation, bytesReceivedFromServer, cancellationToken));
    }
}
