using System.Text.Json.Serialization;

namespace Messenger.Cli.Output.Json;

/// <summary>The serializer of all objects: camelCase, absent instead of null, one line each, without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    MaxDepth = 8)]
[JsonSerializable(typeof(MessageObject))]
[JsonSerializable(typeof(DeliveryObject))]
[JsonSerializable(typeof(PresenceObject))]
[JsonSerializable(typeof(EnteredObject))]
[JsonSerializable(typeof(LeftObject))]
[JsonSerializable(typeof(TopicObject))]
[JsonSerializable(typeof(ConnectionObject))]
[JsonSerializable(typeof(NoticeObject))]
[JsonSerializable(typeof(ErrorObject))]
[JsonSerializable(typeof(OkObject))]
[JsonSerializable(typeof(AcceptedObject))]
[JsonSerializable(typeof(OperatedObject))]
[JsonSerializable(typeof(UsersObject))]
[JsonSerializable(typeof(RoomsObject))]
[JsonSerializable(typeof(WhoisObject))]
[JsonSerializable(typeof(HistoryObject))]
[JsonSerializable(typeof(FilesObject))]
[JsonSerializable(typeof(ParcelObject))]
[JsonSerializable(typeof(ParcelsObject))]
[JsonSerializable(typeof(PongObject))]
[JsonSerializable(typeof(BenchObject))]
[JsonSerializable(typeof(DoctorObject))]
[JsonSerializable(typeof(TraceObject))]
[JsonSerializable(typeof(DiscoveredObject))]
[JsonSerializable(typeof(IdentityObject))]
[JsonSerializable(typeof(LinkCodeObject))]
[JsonSerializable(typeof(LinkedObject))]
[JsonSerializable(typeof(RenamedObject))]
[JsonSerializable(typeof(KeysObject))]
[JsonSerializable(typeof(LinkObject))]
[JsonSerializable(typeof(ProgressObject))]
[JsonSerializable(typeof(ResultObject))]
[JsonSerializable(typeof(RequestObject))]
internal sealed partial class JsonSchema : JsonSerializerContext;
