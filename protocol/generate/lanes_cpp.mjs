// Writes the part of messages.hpp about what is not in the log: signals and media frames.
const pace = ({ pace: { pause, people, heartbeat }, name }) =>
  `    {milliseconds{${pause}}, ${people}, milliseconds{${heartbeat}}},  // ${name}\n`;

export const lanes = ({ signals, media }) => `/// How often a signal is sent.
struct signal_pace {
    milliseconds pause;      ///< At least between two different values.
    std::size_t people;      ///< The pause is longer by itself for each time that this many are present.
    milliseconds heartbeat;  ///< The same value is sent again after this time.
    bool operator==(const signal_pace&) const = default;
};
inline constexpr std::size_t signal_kinds = ${signals.length};
/// The place of a signal in tables of all of them.
template <class Signal>
inline constexpr std::size_t signal_slot = signal_kinds;
${signals
  .map(
    ({ name }, at) => `template <>
inline constexpr std::size_t signal_slot<${name}> = ${at};
`,
  )
  .join("")}inline constexpr std::array<signal_pace, signal_kinds> signal_paces{{
${signals.map(pace).join("")}}};
inline constexpr std::array<audience_class, signal_kinds> signals_seen_by{
${signals.map(({ name, sees }) => `    audience_class::${sees},  // ${name}\n`).join("")}};

/// The first byte of a media frame.
enum class media_kind : std::uint8_t {
${media.kinds.map(({ name, code, description }) => `    ${name} = ${code},  ///< ${description}\n`).join("")}};
inline constexpr std::array every_media_kind{
${media.kinds.map(({ name }) => `    media_kind::${name},\n`).join("")}};
`;
